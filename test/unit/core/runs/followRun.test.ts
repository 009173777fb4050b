import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { followRun } from '../../../../extension/core/runs/followRun';
import { writeManifest } from '../../../../extension/core/runs/manifestFile';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import type { RunState } from '../../../../extension/protocol/runState';
import { checkpoint, epoch, manifest, snapshot, step, temporaryFolder } from './runFixtures';

const options = { maxCheckpoints: 20, maxCheckpointBytes: 2e9 };

describe('followRun', () => {
  let place: ReturnType<typeof temporaryFolder>;
  let states: RunState[];
  let waiting: (() => void)[];
  let following: { dispose(): void } | null;
  const follow = () => {
    following = followRun(place.folder, state => {
      states.push(state);
      for (const wake of waiting.splice(0)) wake();
    });
  };
  /** The first state, now or to come, of which `is` is true. */
  const until = async (is: (state: RunState) => boolean): Promise<RunState> => {
    for (;;) {
      const found = states.findLast(is);
      if (found) return found;
      await new Promise<void>(resolve => waiting.push(resolve));
    }
  };
  beforeEach(() => {
    place = temporaryFolder();
    [states, waiting, following] = [[], [], null];
  });
  afterEach(() => {
    following?.dispose();
    place.remove();
  });

  it('gives the state at once, and then each change until the run has ended', async () => {
    const writer = new RunWriter(place.folder, manifest(), options);
    follow();
    assert.equal(states.length, 1);
    assert.deepEqual([states[0]!.status, states[0]!.isForeign], ['running', true]);
    writer.addSteps([step(1), step(2)]);
    await until(s => s.steps.length === 2);
    writer.addEpoch(epoch(1, 2, 1));
    await until(s => s.epochs.length === 1);
    writer.addSnapshot(snapshot(2));
    await until(s => s.snapshots.length === 1);
    writer.addCheckpoint(checkpoint(2));
    await until(s => s.checkpoints.length === 1);
    writer.addSteps([step(3)]);
    const { steps } = await until(s => s.steps.length === 3);
    assert.deepEqual(
      steps.map(s => s.step),
      [1, 2, 3],
    );
    writer.close({ status: 'completed' });
    const last = await until(s => s.status === 'completed');
    assert.equal(last.isForeign, false);
  });

  it('sees a writer that is killed', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await once(child, 'spawn');
    writeManifest(place.folder, manifest({ process: { ...manifest().process, pid: child.pid! } }));
    follow();
    assert.equal(states.at(-1)!.status, 'running');
    child.kill('SIGKILL');
    await until(s => s.status === 'interrupted');
  });

  it('waits for a run that has not begun to write, and tells of what it cannot read once', async () => {
    const errors: unknown[] = [];
    following = followRun(
      place.folder,
      state => {
        states.push(state);
        for (const wake of waiting.splice(0)) wake();
      },
      error => errors.push(error),
    );
    assert.deepEqual([states.length, errors.length], [0, 1]);
    writeManifest(place.folder, manifest({ status: 'completed' }));
    await until(s => s.status === 'completed');
    assert.equal(errors.length, 1);
  });

  it('reads nothing while nothing changes', async () => {
    const writer = new RunWriter(place.folder, manifest(), options);
    writer.addSteps(Array.from({ length: 20_000 }, (_, i) => step(i + 1)));
    follow();
    // Reading sets the time of access back to now where the file system keeps it; the state is the surer sign.
    await new Promise(resolve => setTimeout(resolve, 1200));
    assert.equal(states.length, 1);
    writer.close();
  });

  it('is silent once disposed', async () => {
    writeManifest(place.folder, manifest());
    follow();
    following!.dispose();
    writeManifest(place.folder, manifest({ status: 'completed' }));
    fs.writeFileSync(path.join(place.folder, 'x'), '');
    await new Promise(resolve => setTimeout(resolve, 700));
    assert.equal(states.length, 1);
  });
});
