// A disk that fails at each writing call in turn, in each of its ways: what is listed loads, and the writer goes on.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RunWriter } from '../../extension/core/runs/runWriter';
import type { LayerglassError } from '../../extension/protocol/errors';
import { faultyFileSystem, type Faults } from '../unit/core/runs/faultyFileSystem';
import { checkpoint, epoch, manifest, step, temporaryFolder } from '../unit/core/runs/runFixtures';
import { verify } from './support/killedRuns';

/** A run of four checkpoints of which two are kept, one is deleted and comes back. Returns the codes of what failed. */
function run(folder: string, { fileSystem }: Pick<Faults, 'fileSystem'>): string[] {
  const codes: string[] = [];
  const guard = <T>(call: () => T): T | null => {
    try {
      return call();
    } catch (error) {
      codes.push((error as LayerglassError).code ?? String(error));
      return null;
    }
  };
  const options = { maxCheckpoints: 3, maxCheckpointBytes: 1e9, fileSystem };
  const writer = guard(() => new RunWriter(folder, manifest(), options));
  if (!writer) return codes;
  for (let e = 1; e <= 4; e++) {
    guard(() => writer.addSteps([step(e)]));
    guard(() => writer.addEpoch(epoch(e, e, 5 - e)));
    guard(() => writer.addCheckpoint(checkpoint(e, { metrics: { loss: 5 - e } })));
    if (e === 2) guard(() => writer.changeCheckpoint({ do: 'trash', path: 'checkpoints/step-2' }));
    if (e === 3) guard(() => writer.changeCheckpoint({ do: 'untrash', path: 'checkpoints/step-2' }));
  }
  guard(() => writer.close({ status: 'completed' }));
  return codes;
}

/** node:fs whose writes take a part of what they are given, down to a single byte. */
function shortWrites(seed: number): Pick<Faults, 'fileSystem'> {
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const writeSync = (fd: number, bytes: Uint8Array, offset: number, length: number, position: number | null) =>
    fs.writeSync(fd, bytes, offset, Math.max(1, Math.floor(length * random() ** 3)), position);
  return { fileSystem: { ...fs, fsyncSync: () => {}, writeSync } as unknown as Faults['fileSystem'] };
}

describe('a disk that fails', () => {
  const inFolder = <T>(work: (folder: string) => T): T => {
    const place = temporaryFolder();
    try {
      return work(place.folder);
    } finally {
      place.remove();
    }
  };
  const calls = inFolder(folder => {
    const faults = faultyFileSystem(Infinity);
    assert.deepEqual(run(folder, faults), []);
    return faults.calls;
  });

  for (const code of ['ENOSPC', 'EIO', 'EDQUOT', 'EACCES'])
    for (const forGood of [false, true])
      it(`${code} ${forGood ? 'from' : 'at'} each of ${calls} writing calls${forGood ? ' on' : ''}`, () => {
        for (let failAt = 1; failAt <= calls; failAt++)
          inFolder(folder => {
            const what = `${code} at call ${failAt}`;
            const faults = faultyFileSystem(failAt, { code, forGood });
            const codes = run(folder, faults);
            const named = { ENOSPC: 'disk-full', EDQUOT: 'disk-full', EACCES: 'read-only', EIO: 'write-failed' }[code];
            // where one was not written there is nothing to delete or to bring back
            const follows = ['no-checkpoint', 'checkpoint-missing'];
            assert.ok(
              codes.every(c => c === named || follows.includes(c)),
              `${what}: ${codes}`,
            );
            verify(folder, what);
            // the disk is mended: who opens it next goes on
            const writer = new RunWriter(folder, manifest(), { maxCheckpoints: 3, maxCheckpointBytes: 1e9 });
            const [record] = writer.addCheckpoint(checkpoint(50));
            writer.close();
            assert.ok(fs.existsSync(path.join(folder, record!.path)), what);
            verify(folder, what);
          });
      });

  it('takes only a part of each write', () => {
    for (let seed = 1; seed <= 20; seed++)
      inFolder(folder => {
        assert.deepEqual(run(folder, shortWrites(seed)), []);
        assert.ok(verify(folder, `seed ${seed}`) >= 3);
      });
  });
});
