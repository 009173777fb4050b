import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../../runs/runFixtures';
import { expectedLogs, logFixtures, writeEvents } from '../../logs/logFixtures';
import { ask } from '../numpyOracle';

describe('event files and log directories as files', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  for (const [name, runs] of Object.entries(expectedLogs))
    it(`${name}: each tag is a tensor, with the values that TensorBoard reads`, async () => {
      const folder = path.join(logFixtures, name);
      const { tensors, problems } = await ask('summaries', { path: folder, names: null });
      const description = await ask('describe', { path: folder });
      assert.equal(description.format, 'tensorboard');
      assert.deepEqual([...problems, ...description.problems], []);
      for (const [run, { scalars = {}, histograms = {} }] of Object.entries(runs)) {
        const named = (tag: string) => tensors.find(t => t.name === (run === '.' ? tag : `${run}/${tag}`))!;
        for (const [tag, points] of Object.entries(scalars)) {
          const { name: tensor, shape, summary } = named(tag);
          if (!points.length) continue;
          assert.deepEqual(shape, [points.length]);
          const page = await ask('values', { path: folder, name: tensor, offset: 0, count: points.length });
          assert.deepEqual(
            page.values.map(wordOf),
            points.map(([, value]) => value),
          );
          const finite = points.flatMap(([, value]) => (typeof value === 'number' ? value : []));
          assert.equal(summary!.max, Math.max(...finite));
          assert.equal(summary!.nan + summary!.posInf, points.length - finite.length);
        }
        for (const [tag, { steps }] of Object.entries(histograms)) {
          const { dtype, shape, role, summary } = named(tag);
          assert.deepEqual(
            { dtype, shape, role, summary },
            { dtype: 'histogram', shape: [steps.length], role: 'other', summary: null },
          );
        }
      }
    });

  it('gives the values of tensors that no plugin knows', async () => {
    const folder = path.join(logFixtures, 'summary');
    const { tensors } = await ask('describe', { path: folder });
    const { dtype, shape } = tensors.find(t => t.name === 'raw')!;
    assert.deepEqual({ dtype, shape }, { dtype: 'int32', shape: [1, 1, 3] });
    assert.deepEqual((await ask('values', { path: folder, name: 'raw', offset: 0, count: 3 })).values, [1, 2, 3]);
  });

  it('says what wrote it, its last step and its runs', async () => {
    const { metadata, step, files } = await ask('describe', { path: path.join(logFixtures, 'keras2') });
    assert.equal(metadata['version'], 'brain.Event:2');
    assert.equal(metadata['runs'], 'train, validation');
    assert.equal(step, 12);
    assert.equal(files.length, 2);
  });

  it('opens one file, tells of a torn end, and of damage with its byte', async () => {
    const file = writeEvents(place.folder, [
      [1, [{ tag: 'loss', scalar: 1 }]],
      [2, [{ tag: 'loss', scalar: 2 }]],
      [3, [{ tag: 'loss', scalar: 3 }]],
    ]);
    const bytes = fs.readFileSync(file);
    const one = (bytes.length - 40) / 3;
    assert.ok(Number.isInteger(one));
    const damaged = Buffer.from(bytes.subarray(0, -3));
    damaged[40 + 20]! ^= 1;
    fs.writeFileSync(file, damaged);
    const { tensors, problems } = await ask('summaries', { path: file, names: null });
    assert.deepEqual(
      tensors.map(t => [t.name, t.summary!.max]),
      [['loss', 2]],
    );
    const name = path.basename(file);
    assert.deepEqual(
      problems.map(p => [p.code, p.where]),
      [
        ['checksum-mismatch', `${name}:40`],
        ['still-written', name],
      ],
    );
  });

  it('refuses what only has the name', async () => {
    const file = path.join(place.folder, 'events.out.tfevents.1.host');
    fs.writeFileSync(file, 'not at all an event file');
    await assert.rejects(ask('describe', { path: file }), { code: 'not-a-model' });
    await assert.rejects(ask('describe', { path: place.folder }), { code: 'bad-header' });
    fs.rmSync(file);
    await assert.rejects(ask('describe', { path: place.folder }), { code: 'not-a-model' });
  });
});

const wordOf = (value: number | string): number | string =>
  value === 'NaN' ? 'nan' : value === 'Infinity' ? 'inf' : value === '-Infinity' ? '-inf' : value;
