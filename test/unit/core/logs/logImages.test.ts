import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { encodedImages } from '../../../../extension/core/logs/loggedImage';
import { LogDirectory } from '../../../../extension/core/logs/logDirectory';
import { eventRecord, versionRecord } from '../../../../extension/core/runs/eventRecord';
import { joined } from '../../../../extension/core/runs/joined';
import { ProtobufWriter } from '../../../../extension/core/runs/protobufWriter';
import { maxImagesOnPage, type LoggedImages } from '../../../../extension/protocol/loggedImages';
import { temporaryFolder } from '../runs/runFixtures';
import { eventName, logFixtures } from './logFixtures';
import { gif, png } from './pictures';

/** By run, tag and step, as TensorBoard's data server gives them. */
type Expected = Record<string, Record<string, Record<string, { size: [number, number]; sha256: string[] }>>>;
const expected = JSON.parse(
  fs.readFileSync(path.join(logFixtures, '../expectedTensorBoardImages.json'), 'utf8'),
) as Expected;

const openLog = async (folder: string): Promise<LogDirectory> => {
  const log = new LogDirectory(folder);
  await log.refresh();
  return log;
};
const sha = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16);

/** An event file with one image value of TensorFlow 1 for each step. */
function writeImages(folder: string, values: [tag: string, step: number, encoded: Uint8Array][]): void {
  const records = values.map(([tag, step, encoded]) => {
    const image = new ProtobufWriter().block(4, encoded).finish();
    const value = new ProtobufWriter().block(1, tag).block(4, image).finish();
    return eventRecord(
      new ProtobufWriter()
        .double(1, 1.7e9 + step)
        .varint(2, step)
        .block(5, new ProtobufWriter().block(1, value).finish())
        .finish(),
    );
  });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, eventName), joined([versionRecord(1.7e12), ...records]));
}

describe('logged images', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  it('are what TensorBoard reads, of both ways of writing, page by page', async () => {
    const log = await openLog(path.join(logFixtures, 'images'));
    for (const [run, tags] of Object.entries(expected)) {
      const { key } = log.list().find(item => item.name === run)!;
      const series = log.state(key).log!.images!;
      // what one call of TensorFlow 1 wrote under numbered tags is one
      const names = new Set(Object.keys(tags).map(tag => tag.replace(/^(.+\/image)\/\d+$/, '$1')));
      assert.deepEqual(series.map(s => s.name).sort(), [...names].sort());
      for (const { name, steps } of series)
        for (const step of steps) {
          const own = Object.keys(tags)
            .filter(tag => tag === name || tag.startsWith(`${name}/`))
            .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
          const at = own.map(tag => tags[tag]![step]!);
          const wanted = at.flatMap(({ size, sha256 }) => sha256.map(hash => ({ size, hash })));
          const pages = [0, maxImagesOnPage].map(first =>
            log.images(key, { name, step, first, count: maxImagesOnPage }),
          );
          assert.deepEqual(
            pages.map(p => [p.total, p.first]),
            [0, maxImagesOnPage].map(first => [wanted.length, first]),
          );
          const found = pages.flatMap(p => p.images);
          assert.ok(found.every(p => p.problem === null && p.type === 'image/png'));
          assert.deepEqual(
            found.map(p => ({ size: [p.width, p.height], hash: sha(p.data!) })),
            wanted,
            `${run} ${name} ${step}`,
          );
        }
    }
    const steps = (run: string, name: string): number[] | undefined =>
      log.state(log.list().find(i => i.name === run)!.key).log!.images!.find(s => s.name === name)?.steps;
    assert.deepEqual(steps('tf2', 'digits'), [0, 1, 2]);
    assert.deepEqual(steps('tf1', 'samples/image'), [0, 10]);
    assert.deepEqual(steps('torch', 'sample'), [5, 6]);
  });

  describe('that a browser should not be given', () => {
    const at = async (images: Uint8Array[], ask: { first?: number; count?: number } = {}): Promise<LoggedImages> => {
      const { folder } = place;
      writeImages(
        folder,
        images.map((encoded, i): [string, number, Uint8Array] => [`a/image/${i}`, 3, encoded]),
      );
      const log = await openLog(folder);
      const [item] = log.list();
      const query = { name: 'a/image', step: 3, first: 0, count: maxImagesOnPage, ...ask };
      return log.images(item!.key, query);
    };

    it('say why: other bytes, too many bytes, too many pixels', async () => {
      const script = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
      const { images } = await at([
        script,
        new Uint8Array(0),
        png(10, 10, 5e6),
        png(2 ** 31 - 1, 1),
        png(5000, 5000),
        gif(1, 1, [60_000, 60_000]),
        png(4096, 4096),
      ]);
      assert.deepEqual(
        images.map(i => [i.data === null, i.problem]),
        [
          [true, 'It is no PNG, JPEG, GIF or WebP.'],
          [true, 'It is empty.'],
          [true, 'It takes 5 MB: more than 4 MB are not shown.'],
          [true, 'It has 2,147,483,647 × 1 pixels: too many to be shown.'],
          [true, 'It has 5,000 × 5,000 pixels: too many to be shown.'],
          [true, 'It has 60,000 × 60,000 pixels: too many to be shown.'],
          [false, null],
        ],
      );
    });

    it('are given one by one where they are too large together', async () => {
      const large = Array.from({ length: 6 }, () => png(9, 9, 3.5 * 2 ** 20));
      const page = await at(large);
      assert.deepEqual(
        page.images.map(i => i.data !== null),
        [true, true, true, true, false, false],
      );
      assert.match(page.images[5]!.problem!, /shown alone/);
      const alone = await at(large, { first: 5, count: 1 });
      assert.deepEqual(
        alone.images.map(i => [i.data?.length, i.problem]),
        [[large[5]!.length, null]],
      );
    });
  });

  it('of no such name, step or page are none', async () => {
    const log = await openLog(path.join(logFixtures, 'images'));
    const { key } = log.list().find(item => item.name === 'tf2')!;
    for (const query of [{ name: 'no' }, { step: 77 }, { first: 1000 }])
      assert.deepEqual(
        log.images(key, { name: 'digits', step: 0, first: 0, count: 24, ...query }).images,
        [],
        JSON.stringify(query),
      );
    assert.throws(() => log.images('gone', { name: 'digits', step: 0, first: 0, count: 24 }), { code: 'no-run' });
  });

  it('whose file was replaced say so', async () => {
    const { folder } = place;
    writeImages(folder, [['a', 0, png(3, 3)]]);
    const log = await openLog(folder);
    const { key } = log.list()[0]!;
    fs.truncateSync(path.join(folder, eventName), 40);
    const { images, total } = log.images(key, { name: 'a', step: 0, first: 0, count: 24 });
    assert.deepEqual([total, images.map(i => [i.data, i.problem])], [1, [[null, 'It cannot be read any more.']]]);
  });

  it('have another version once more of them were written', async () => {
    const { folder } = place;
    const version = async (values: [string, number, Uint8Array][]): Promise<string> => {
      writeImages(folder, values);
      const log = await openLog(folder);
      return log.state(log.list()[0]!.key).log!.images![0]!.version;
    };
    const one = await version([['a/image/0', 0, png(3, 3)]]);
    assert.equal(await version([['a/image/0', 0, png(3, 3)]]), one);
    assert.notEqual(
      await version([
        ['a/image/0', 0, png(3, 3)],
        ['a/image/1', 0, png(3, 3)],
      ]),
      one,
    );
    assert.notEqual(await version([['a/image/0', 1, png(3, 3)]]), one);
  });

  it('of any bytes are none, or parts of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const before = bytes.slice();
        for (const image of encodedImages(bytes) ?? []) assert.ok(image.length <= bytes.length);
        assert.deepEqual(bytes, before);
      }),
    );
  });
});
