import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { encodeCloseUp, readPictures, readUnits } from '../../../../extension/core/runs/closeUpBytes';
import { CloseUpWriter } from '../../../../extension/core/runs/closeUpWriter';
import { crc32c } from '../../../../extension/core/runs/crc32c';
import { deleteRun } from '../../../../extension/core/runs/deleteRun';
import { nodeFileSystem } from '../../../../extension/core/runs/fileSystem';
import { readPicturesAt, readUnitsAt } from '../../../../extension/core/runs/readCloseUp';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import { LayerglassError } from '../../../../extension/protocol/errors';
import type { CloseUp } from '../../../../extension/protocol/closeUp';
import { closeUp } from './closeUpFixtures';
import { faultyFileSystem } from './faultyFileSystem';
import { epoch, manifest, temporaryFolder } from './runFixtures';

const options = { maxCheckpoints: 20, maxCheckpointBytes: 2e9 };
const at = (step: number, layer = 'conv') => ({ fit: 0, model: 'net', step, layer });
const readerOf = (bytes: Uint8Array) => (from: number, length: number) => {
  if (from + length > bytes.length) throw new LayerglassError('close-up-damaged', 'short');
  return bytes.slice(from, from + length);
};

describe('close-ups of a run', () => {
  let place: ReturnType<typeof temporaryFolder>;
  let folder: string;
  beforeEach(() => {
    place = temporaryFolder();
    ({ folder } = place);
  });
  afterEach(() => place.remove());
  const closeUps = (): string => path.join(folder, 'closeups');
  const write = (list: readonly CloseUp[], limits?: { maxCount: number; maxBytes: number }): void => {
    const writer = new CloseUpWriter(nodeFileSystem, folder, limits);
    for (const one of list) writer.add(one, []);
    writer.close();
  };

  it('come back as they were: figures, kernels, maps, inputs', () => {
    const taken = closeUp(5);
    write([taken]);
    const [conv, dense] = taken.layers;
    const ref = { fit: 0, model: 'net', step: 5, epoch: 1 };
    assert.deepEqual(readUnitsAt(folder, at(5)), { ...ref, units: conv!.units });
    assert.deepEqual(readUnitsAt(folder, at(5, 'dense')), { ...ref, units: dense!.units });
    const { kernels, maps } = conv!;
    assert.deepEqual(readPicturesAt(folder, at(5)), { ...ref, examples: [0, 3], inputs: taken.inputs, kernels, maps });
    assert.equal(readPicturesAt(folder, at(5, 'dense')), null);
    assert.equal(readUnitsAt(folder, at(5, '__proto__')), null);
    assert.equal(readUnitsAt(folder, { ...at(5), model: 'other' }), null);
  });

  it('are found at the step asked for, else before it, else after it; pictures where there are some', () => {
    write([closeUp(10), closeUp(20, { isPlain: true }), closeUp(30, { isPlain: true }), closeUp(30, { fit: 1 })]);
    assert.deepEqual(
      [0, 10, 15, 29, 30, 99].map(step => readUnitsAt(folder, at(step))!.step),
      [10, 10, 10, 20, 30, 30],
    );
    assert.equal(readUnitsAt(folder, at(30))!.fit, 0);
    assert.equal(readUnitsAt(folder, { ...at(30), fit: 1 })!.fit, 1);
    assert.deepEqual(
      [0, 29, 31].map(step => readPicturesAt(folder, at(step))!.step),
      [10, 10, 30],
    );
  });

  it('keep the first, the newest, its pictures and the best, and of the others an even choice', () => {
    const writer = new CloseUpWriter(nodeFileSystem, folder, { maxCount: 5, maxBytes: 1e9 });
    const epochs = Array.from({ length: 21 }, (_, e) => epoch(e, e * 5, e === 7 ? 0.1 : 1));
    for (let e = 0; e <= 20; e++) writer.add(closeUp(e * 5, { isPlain: e % 6 !== 0 }), epochs.slice(1, e + 1));
    writer.close();
    const steps = [...new Set(Array.from({ length: 101 }, (_, step) => readUnitsAt(folder, at(step))!.step))];
    assert.equal(steps.length, 5);
    for (const step of [0, 35, 90, 100]) assert.ok(steps.includes(step), `${step} of ${steps.join()}`);
    assert.equal(fs.readdirSync(closeUps()).length, 6);
  });

  it('are never more bytes than a run may have, whatever number of models', () => {
    const one = encodeCloseUp(closeUp(1)).length;
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 30 }), models => {
        fs.rmSync(closeUps(), { recursive: true, force: true });
        write(
          models.map((model, i) => closeUp(i, { model: `m${model}` })),
          { maxCount: 50, maxBytes: one * 4 + 100 },
        );
        const sizes = fs.readdirSync(closeUps()).filter(n => n.endsWith('.bin')).map(n => fs.statSync(path.join(closeUps(), n)).size); // prettier-ignore
        assert.ok(sizes.reduce((a, b) => a + b, 0) <= one * 4 + 100);
        const newest = { ...at(99), model: `m${models.at(-1)!}` };
        assert.equal(readUnitsAt(folder, newest)!.step, models.length - 1);
      }),
      { numRuns: 25 },
    );
  });

  it('are whole after a crash at any moment, and the next writer cleans up', () => {
    write([closeUp(1)]);
    for (let failAt = 1; failAt < 12; failAt++) {
      const copy = path.join(place.folder, `copy${failAt}`);
      fs.cpSync(closeUps(), path.join(copy, 'closeups'), { recursive: true });
      const faults = faultyFileSystem(failAt, { isCrash: true });
      try {
        const writer = new CloseUpWriter(faults.fileSystem, copy);
        writer.add(closeUp(2), []);
        writer.close();
      } catch (error) {
        assert.match(String(error), /injected|write/);
      }
      assert.ok([1, 2].includes(readUnitsAt(copy, at(9))!.step));
      const writer = new CloseUpWriter(nodeFileSystem, copy);
      writer.add(closeUp(3), []);
      writer.close();
      assert.equal(readUnitsAt(copy, at(9))!.step, 3);
      assert.ok([1, 2].includes(readUnitsAt(copy, at(2))!.step));
      const lines = fs.readFileSync(path.join(copy, 'closeups/index.jsonl'), 'utf8').trim().split('\n');
      assert.equal(fs.readdirSync(path.join(copy, 'closeups')).length, lines.length + 1);
    }
  });

  it('go on after a full disk; nothing half is left', () => {
    const faults = faultyFileSystem(4);
    const writer = new CloseUpWriter(faults.fileSystem, folder);
    assert.throws(() => writer.add(closeUp(1), []), { code: 'disk-full' });
    faults.mend();
    writer.add(closeUp(2), []);
    writer.close();
    assert.equal(readUnitsAt(folder, at(0))!.step, 2);
    assert.equal(fs.readdirSync(closeUps()).length, 2);
  });

  it('that are damaged are an error with a name, whatever the bytes', () => {
    const bytes = encodeCloseUp(closeUp(5, { layers: closeUp(5).layers.slice(0, 1) }));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, isCut) => {
        const bad = isCut ? bytes.slice(0, place) : bytes.slice();
        if (!isCut) bad[place]! ^= change;
        for (const read of [readUnits, readPictures])
          try {
            const found = read(readerOf(bad), 'conv');
            if (isCut) assert.notEqual(found, null);
          } catch (error) {
            assert.equal((error as LayerglassError).code, 'close-up-damaged');
          }
      }),
    );
  });

  it('of a hostile folder lead nowhere: links, numbers that are none, sizes that lie', () => {
    write([closeUp(1)]);
    const index = path.join(closeUps(), 'index.jsonl');
    const [line] = fs.readFileSync(index, 'utf8').split('\n');
    const secret = path.join(place.folder, 'secret.bin');
    fs.writeFileSync(secret, encodeCloseUp(closeUp(7)));
    for (const number of ['../../secret', '../secret', -1, 1.5, 1e300, null])
      fs.appendFileSync(index, JSON.stringify({ ...(JSON.parse(line!) as object), number, step: 2 }) + '\n');
    fs.appendFileSync(index, 'no JSON\n{"step":2');
    assert.equal(readUnitsAt(folder, at(9))!.step, 1);

    fs.appendFileSync(index, '\n' + JSON.stringify({ ...(JSON.parse(line!) as object), number: 2, step: 3 }) + '\n');
    fs.symlinkSync(secret, path.join(closeUps(), '2.bin'));
    assert.throws(() => readUnitsAt(folder, at(9)), { code: 'not-a-file' });
    fs.rmSync(path.join(closeUps(), '2.bin'));
    fs.writeFileSync(path.join(closeUps(), '2.bin'), new Uint8Array(100).fill(255));
    assert.throws(() => readUnitsAt(folder, at(9)), { code: 'close-up-damaged' });

    fs.renameSync(closeUps(), path.join(place.folder, 'elsewhere'));
    fs.symlinkSync(path.join(place.folder, 'elsewhere'), closeUps());
    assert.equal(readUnitsAt(folder, at(9)), null);
  });

  it('that say they are larger than their bytes are refused before anything is made of that size', () => {
    const bytes = encodeCloseUp(closeUp(5));
    const length = new DataView(bytes.buffer).getUint32(0, true);
    const table = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as {
      layers: { maps: { height: number } | null }[];
    };
    table.layers[0]!.maps!.height = 2 ** 20;
    const lying = new TextEncoder().encode(JSON.stringify(table));
    fs.mkdirSync(closeUps());
    // the checksum is that of the table that lies: only the sizes tell
    const record = encodeCloseUpTable(lying, bytes.subarray(8 + length));
    assert.throws(() => readPictures(readerOf(record), 'conv'), { code: 'close-up-damaged' });
  });

  it('are part of a run: written by its writer, gone with it', () => {
    const run = path.join(folder, '1');
    fs.mkdirSync(run);
    const writer = new RunWriter(run, manifest({ status: 'completed' }), options);
    writer.addCloseUp(closeUp(5));
    writer.close();
    assert.equal(readUnitsAt(run, at(5))!.step, 5);
    deleteRun(run);
    assert.equal(fs.existsSync(run), false);
  });

  it('make no folder where there are none', () => {
    new RunWriter(folder, manifest(), options).close();
    assert.equal(fs.existsSync(closeUps()), false);
    assert.equal(readUnitsAt(folder, at(5)), null);
  });
});

function encodeCloseUpTable(table: Uint8Array, blocks: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + table.length + blocks.length);
  new DataView(record.buffer).setUint32(0, table.length, true);
  new DataView(record.buffer).setUint32(4, crc32c(table), true);
  record.set(table, 8);
  record.set(blocks, 8 + table.length);
  return record;
}
