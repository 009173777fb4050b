import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as esbuild from 'esbuild';
import { editCheckpoints } from '../../../extension/core/runs/editCheckpoints';
import { readRun } from '../../../extension/core/runs/readRun';
import { trashPath } from '../../../extension/core/runs/runPaths';
import { RunWriter } from '../../../extension/core/runs/runWriter';
import { readCheckpointContent } from '../../unit/core/runs/checkpointReading';
import { manifest, temporaryFolder } from '../../unit/core/runs/runFixtures';

/** What writingProgram is started with. `killAtCall` 0: it does not kill itself. */
export interface WritingJob {
  folder: string;
  mode: 'write' | 'edit';
  seed: number;
  killAtCall: number;
  /** Weights of a checkpoint, of 4 bytes each. */
  weights: number;
}

/** What was met, so that a test knows that it has tested something. */
export interface KillTally {
  kills: number;
  /** Checkpoints that were listed after a kill, each verified by size and checksum. */
  verified: number;
  /** Kills that left a temporary file or folder, or a torn line. */
  halfDone: number;
}

/** Kills in one run folder, each a start that goes on from what the one before has left. The last ones change checkpoints only. */
const killsOfFolder = 12;
const editsOfFolder = 3;
const maxTimedMs = 60;
const maxCalls = 300;

/**
 * Kills writers `kills` times with SIGKILL, their whole group, every second at a call of the file system, the others after a
 * random time. Opens the folder after each: throws AssertionError where one that is listed does not verify, or where the
 * next start leaves something behind. `seed` names the sequence.
 */
export async function killRuns(kills: number, seed: number, weights: number): Promise<KillTally> {
  const build = temporaryFolder();
  const program = path.join(build.folder, 'writingProgram.mjs');
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'writingProgram.ts')],
    outfile: program,
    ...{ bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
  });
  const tally: KillTally = { kills: 0, verified: 0, halfDone: 0 };
  let next = seed;
  // one waits for its process to start while the other one is killed
  const work = async (): Promise<void> => {
    while (next < seed + kills) {
      const count = Math.min(killsOfFolder, seed + kills - next);
      const first = next;
      next += count;
      await killInOneFolder({ program, weights }, first, count, tally);
    }
  };
  try {
    await Promise.all([work(), work()]);
  } finally {
    build.remove();
  }
  return tally;
}

async function killInOneFolder(
  { program, weights }: { program: string; weights: number },
  first: number,
  count: number,
  tally: KillTally,
): Promise<void> {
  const place = temporaryFolder();
  for (let i = 0; i < count; i++) {
    const seed = first + i;
    const mode = i >= killsOfFolder - editsOfFolder ? 'edit' : 'write';
    const part = (Math.imul(seed, 2_654_435_761) >>> 0) / 2 ** 32;
    const isTimed = mode === 'edit' || seed % 2 === 0;
    const killAtCall = isTimed ? 0 : 1 + Math.floor(part * maxCalls);
    const job: WritingJob = { folder: place.folder, mode, seed, killAtCall, weights };
    await killed(program, job, part * maxTimedMs);
    tally.kills++;
    const what = `kill ${seed}, ${JSON.stringify(job)}`;
    if (isHalfDone(place.folder)) tally.halfDone++;
    tally.verified += verify(place.folder, what);
    if (seed % 3 === 0) await startAgain(place.folder, what);
  }
  place.remove();
}

async function killed(program: string, job: WritingJob, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [program, JSON.stringify(job)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    // what loads TypeScript in this process is slow to start, and not needed
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  if (job.killAtCall === 0) {
    await Promise.race([once(child.stdout, 'data'), exit]);
    await wait(afterMs);
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  }
  const [code, signal] = await exit;
  // where there is nothing left to change the editing one ends by itself
  assert.ok(signal === 'SIGKILL' || (job.mode === 'edit' && code === 0), `it ended with ${code}`);
}

function isHalfDone(folder: string): boolean {
  const index = path.join(folder, 'checkpoints/index.jsonl');
  const isTorn = fs.existsSync(index) && !/(?:^|\n)$/.test(fs.readFileSync(index, 'utf8'));
  return isTorn || temporaries(folder).length > 0;
}
const temporaries = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => path.basename(name).endsWith('.tmp'));

/** Every checkpoint that is listed loads, and so does every one in the trash. Returns how many. */
export function verify(folder: string, what: string): number {
  if (!fs.existsSync(path.join(folder, 'run.json'))) return 0;
  const { checkpoints, notices } = readRun(folder);
  // what training on a busy machine says of itself
  const found = notices.filter(({ code }) => code !== 'disk-slow' && !code.endsWith('-thinned'));
  assert.deepEqual(found, [], what);
  const there = checkpoints.filter(r => !r.dropped);
  for (const record of there) {
    const places = [record.path, ...(record.isTrashed ? [trashPath(record.path)] : [])];
    const place = places.map(p => path.join(folder, p)).find(p => fs.existsSync(p));
    assert.ok(place, `${what}: ${record.path} is listed, but is not there`);
    assert.equal(readCheckpointContent(place).step, record.step, what);
  }
  return there.length;
}

/** The next start cleans what was left: nothing temporary, nothing that was dropped, nothing that is not listed. */
async function startAgain(folder: string, what: string): Promise<void> {
  const before = fs.existsSync(path.join(folder, 'run.json')) ? readRun(folder).checkpoints : [];
  const options = { maxCheckpoints: 3, maxCheckpointBytes: 1e9 };
  new RunWriter(folder, manifest(), options).close({ status: 'interrupted' });
  assert.deepEqual(temporaries(folder), [], what);
  const { checkpoints } = readRun(folder);
  for (const { path: kept } of before)
    assert.ok(
      checkpoints.some(r => r.path === kept),
      `${what}: ${kept} is lost`,
    );
  const expected = (isTrashed: boolean): string[] =>
    checkpoints.filter(r => !r.dropped && (r.isTrashed === true) === isTrashed).map(r => path.basename(r.path));
  const listed = (inner: string): string[] => {
    const place = path.join(folder, 'checkpoints', inner);
    return fs.existsSync(place) ? fs.readdirSync(place).filter(name => name.startsWith('step-')) : [];
  };
  assert.deepEqual(listed('').sort(), expected(false).sort(), what);
  assert.deepEqual(listed('.trash').sort(), expected(true).sort(), what);
  verify(folder, what);
  const one = checkpoints.find(r => !r.dropped && !r.isTrashed);
  // the lock of a dead process is taken over
  if (one) await editCheckpoints(folder, { do: 'pin', path: one.path, pinned: one.pinned });
}
