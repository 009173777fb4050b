// Writes a run without an end, or changes the checkpoints of one that has ended, until it is killed: by the one who started
// it, or by itself at a given call of the file system.
import * as fs from 'node:fs';
import { editCheckpoints } from '../../../extension/core/runs/editCheckpoints';
import type { FileSystem } from '../../../extension/core/runs/fileSystem';
import { readCheckpoints } from '../../../extension/core/runs/readCheckpoints';
import { RunWriter } from '../../../extension/core/runs/runWriter';
import type { CheckpointChange } from '../../../extension/protocol/runner';
import { checkpoint, epoch, manifest, step, tensor, weights } from '../../unit/core/runs/runFixtures';
import type { WritingJob } from './killedRuns';

const { folder, mode, seed, killAtCall, weights: count } = JSON.parse(process.argv[2]!) as WritingJob;
const values = weights(count, seed);

let state = seed;
const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
const choice = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** The whole group dies at once, between two calls or in the middle of a write. */
function killingFileSystem(): FileSystem {
  let calls = 0;
  const fileSystem: Record<string, unknown> = { ...fs, fsyncSync: () => {} };
  for (const name of ['openSync', 'writeSync', 'renameSync', 'mkdirSync', 'ftruncateSync', 'rmSync'] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    fileSystem[name] = (...args: unknown[]) => {
      if (++calls !== killAtCall) return real(...args);
      if (random() < 0.5) {
        const [fd, bytes, offset, length, position] = args as [number, Uint8Array, number, number, number | null];
        if (name === 'writeSync') fs.writeSync(fd, bytes, offset, Math.floor(length / 2), position);
        else real(...args);
      }
      return process.kill(-process.pid, 'SIGKILL');
    };
  }
  return fileSystem as unknown as FileSystem;
}

function anyChange(): CheckpointChange | null {
  const records = readCheckpoints(folder).filter(r => !r.dropped);
  if (!records.length) return null;
  const { path } = choice(records);
  const kind = choice(['pin', 'rename', 'trash', 'untrash', 'untrash'] as const);
  if (kind === 'pin') return { do: kind, path, pinned: random() < 0.3 };
  return kind === 'rename' ? { do: kind, path, name: choice(['a', null, 'b']) } : { do: kind, path };
}

function write(): void {
  const first = Math.max(0, ...readCheckpoints(folder).map(r => r.step)) + 1;
  const options = { maxCheckpoints: 3, maxCheckpointBytes: 1e9, fileSystem: killingFileSystem() };
  const writer = new RunWriter(folder, manifest({ status: 'running' }), options);
  console.log('ready');
  for (let n = first; ; n++) {
    values[n % values.length]! += 1;
    writer.addSteps([step(n)]);
    writer.addEpoch(epoch(n, n, random()));
    writer.addCheckpoint(checkpoint(n, { metrics: { loss: random() }, variables: [tensor('w', values)] }));
    const change = random() < 0.5 ? anyChange() : null;
    if (change)
      try {
        writer.changeCheckpoint(change);
      } catch {
        // it is in the trash, or is not
      }
  }
}

async function edit(): Promise<void> {
  console.log('ready');
  for (;;) {
    const change = anyChange();
    if (!change) return;
    try {
      await editCheckpoints(folder, change);
    } catch {
      // it is in the trash, or is not
    }
  }
}

if (mode === 'write') write();
else await edit();
