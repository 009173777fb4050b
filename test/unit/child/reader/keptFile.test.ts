import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KeptFile, type KeepingOptions, type Reading } from '../../../../extension/child/reader/keptFile';
import type { OpenedFile } from '../../../../extension/core/formats/openedFile';
import { openFile } from '../../../../extension/core/formats/openFile';
import { readNumbers } from '../../../../extension/core/formats/tensors/tensorValues';
import { zipOf } from '../../core/formats/containers/zipFixtures';
import { temporaryFolder } from '../../core/runs/runFixtures';

describe('KeptFile', () => {
  const { folder, remove } = temporaryFolder();
  after(remove);
  let opened = 0;
  let closed = 0;
  beforeEach(() => ([opened, closed] = [0, 0]));

  const npy = (value: number): Buffer => {
    const header = Buffer.alloc(128, ' ');
    header.write('\x93NUMPY\x01\x00', 'latin1');
    header.writeUInt16LE(118, 8);
    header.write("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 10);
    return Buffer.concat([header, new Uint8Array(new Float32Array([value]).buffer)]);
  };
  /** A file with one value; written anew it has as many bytes. */
  const write = (name: string, value: number): string => {
    const place = path.join(folder, name);
    fs.writeFileSync(place, zipOf([{ name: 'a.npy', bytes: npy(value) }]));
    return place;
  };
  const valueIn = async (kept: KeptFile, place: string, reading: Reading = 'some'): Promise<number> =>
    kept.use(
      { key: place, place, reading },
      async () => {
        opened++;
        const file = await openFile(place);
        return { ...file, close: () => closed++ };
      },
      file => readNumbers(file.tensors[0]!, 0, 1)[0]!,
    );
  const keeping = (options: KeepingOptions = {}): KeptFile => new KeptFile({ dearMs: 0, restMs: -1000, ...options });

  it('opens a file once for many looks at it', async () => {
    const place = write('once.npz', 1);
    const kept = keeping();
    for (let i = 0; i < 3; i++) assert.equal(await valueIn(kept, place), 1);
    assert.deepEqual([opened, closed], [1, 0]);
    kept.drop();
    assert.deepEqual([opened, closed], [1, 1]);
  });

  const changes: [string, (place: string) => void][] = [
    ['written anew', place => write(path.basename(place), 2)],
    [
      'written anew with its old time',
      place => {
        const { atime, mtime } = fs.statSync(place);
        write(path.basename(place), 2);
        fs.utimesSync(place, atime, mtime);
      },
    ],
    ['replaced by another', place => fs.renameSync(write('other.npz', 2), place)],
  ];
  for (const [what, change] of changes)
    it(`gives no value of a file that was ${what} since`, async () => {
      const place = write('changed.npz', 1);
      const kept = keeping();
      assert.equal(await valueIn(kept, place), 1);
      await setTimeout(20);
      change(place);
      assert.equal(await valueIn(kept, place), 2);
      assert.deepEqual([opened, closed], [2, 1]);
      kept.drop();
    });

  it('sees that a file is gone, and one that came beside it', async () => {
    const place = write('gone.npz', 1);
    const kept = keeping();
    await valueIn(kept, place);
    await setTimeout(20);
    write('beside.npz', 3);
    await valueIn(kept, place);
    assert.equal(opened, 2);
    fs.rmSync(place);
    await assert.rejects(valueIn(kept, place), { code: 'file-missing' });
    assert.equal(closed, 2);
  });

  it('keeps none that is quickly opened, that was written just now, or that failed', async () => {
    const place = write('plain.npz', 1);
    for (const options of [{ dearMs: 1e6 }, { restMs: 60_000 }]) {
      const kept = keeping(options);
      await valueIn(kept, place);
      await valueIn(kept, place);
    }
    assert.deepEqual([opened, closed], [4, 4]);
    const kept = keeping();
    const failing = kept.use(
      { key: place, place, reading: 'some' },
      async (): Promise<OpenedFile> => ({ ...(await openFile(place)), close: () => closed++ }),
      () => Promise.reject(new Error('bad')),
    );
    await assert.rejects(failing, /bad/);
    assert.equal(closed, 5);
    await valueIn(kept, place);
    assert.equal(opened, 5);
    kept.drop();
  });

  it('keeps the last one only, for a while, and opens anew what is to be compared with its checksums', async () => {
    const [a, b] = [write('a.npz', 1), write('b.npz', 2)];
    await setTimeout(20);
    const kept = keeping({ keepMs: 30 });
    await valueIn(kept, a);
    await valueIn(kept, b);
    assert.deepEqual([opened, closed], [2, 1]);
    await valueIn(kept, b, 'summed');
    assert.deepEqual([opened, closed], [3, 2]);
    for (let i = 0; i < 100 && closed < 3; i++) await setTimeout(10);
    assert.equal(closed, 3);
  });

  it('takes checksums of a file that was only described', async () => {
    const place = write('described.npz', 1);
    await setTimeout(20);
    const kept = keeping();
    await valueIn(kept, place, 'none');
    await valueIn(kept, place, 'summed');
    assert.equal(opened, 1);
    await valueIn(kept, place, 'summed');
    assert.equal(opened, 2);
    kept.drop();
  });

  it('gives two that ask at once a file each', async () => {
    const place = write('both.npz', 1);
    const kept = keeping();
    assert.deepEqual(await Promise.all([valueIn(kept, place), valueIn(kept, place)]), [1, 1]);
    assert.deepEqual([opened, closed], [2, 1]);
    kept.drop();
    assert.equal(closed, 2);
  });

  it('holds no descriptor between two looks', async function () {
    if (process.platform !== 'linux') this.skip();
    const place = write('held.npz', 1);
    const kept = keeping();
    await valueIn(kept, place);
    const held = fs.readdirSync('/proc/self/fd').flatMap(fd => {
      try {
        return [fs.readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    assert.equal(held.includes(fs.realpathSync(place)), false);
    assert.equal(await valueIn(kept, place), 1);
    assert.equal(opened, 1);
    kept.drop();
  });
});
