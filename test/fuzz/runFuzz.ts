import * as esbuild from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { keepInput } from './fuzzInput';
import { fuzzSeeds } from './fuzzSeeds';
import type { Find, Outcome } from './tryInput';

export interface FuzzOptions {
  seed: number;
  /** Inputs in all; Infinity: as many as `ms` allows. */
  inputs: number;
  /** From when the first process is ready. */
  ms: number;
  processes: number;
  /** Inputs that were finds are kept there. */
  keep: string;
  onProgress?: (result: FuzzResult) => void;
}
export interface FuzzResult {
  inputs: number;
  outcomes: Record<Outcome, number>;
  finds: (Omit<Find, 'kind'> & { kind: Find['kind'] | 'hang' | 'death'; index: number; name: string })[];
}

/** A process that goes on so long with one input hangs, in time of its own: a busy machine gives it little. */
const silenceMs = 10_000;
const checkMs = 250;
/** It may also wait for ever, or the system does not tell what time it has had: two minutes of looks that this process had time for. */
const maxIdleLooks = 480;
const project = path.join(__dirname, '../..');
const maxFinds = 50;

/** Tries inputs in processes of their own, which are ended and begun again where one hangs or dies. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { inputs: 0, outcomes: { refused: 0, problems: 0, same: 0, changed: 0 }, finds: [] };
  let endsAt = Infinity;
  const onReady = (): void => {
    endsAt = Math.min(endsAt, performance.now() + options.ms);
  };
  const isDone = (): boolean =>
    result.inputs >= options.inputs || performance.now() >= endsAt || result.finds.length >= maxFinds;
  const folder = newFolder();
  try {
    const worker = await buildWorker(folder);
    const indexes = Array.from({ length: options.processes }, (_, i) => i);
    await Promise.all(indexes.map(first => tryFrom(first, { ...options, worker, onReady }, result, isDone)));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return result;
}

function newFolder(): string {
  const shared = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
  return fs.realpathSync(fs.mkdtempSync(path.join(shared, 'layerglass-fuzz-')));
}

/** One file without the names that a loader keeps of every function: half again as fast. */
async function buildWorker(folder: string): Promise<string> {
  const outfile = path.join(folder, 'fuzzWorker.cjs');
  const entryPoints = [path.join(__dirname, 'fuzzWorker.ts')];
  const kind = {
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
  } satisfies esbuild.BuildOptions;
  await esbuild.build({ ...kind, entryPoints, outfile, bundle: true, sourcemap: 'inline', absWorkingDir: project });
  return outfile;
}

interface FromWorker {
  ready?: true;
  counts?: Record<Outcome, number>;
  find?: FuzzResult['finds'][number];
}
type Running = FuzzOptions & { worker: string; onReady: () => void };

/** Every n-th input from `first` on. */
async function tryFrom(first: number, options: Running, result: FuzzResult, isDone: () => boolean): Promise<void> {
  let next = first;
  while (!isDone()) {
    const stuckAt = await oneProcess(next, options, result, isDone);
    if (stuckAt !== null) next = stuckAt + options.processes;
  }
}

/** Resolves once it is done, to null; or to the index of the input that it hung at or died of. */
async function oneProcess(
  first: number,
  { seed, processes, keep, onProgress, worker, onReady }: Running,
  result: FuzzResult,
  isDone: () => boolean,
): Promise<number | null> {
  const folder = newFolder();
  const child: ChildProcess = fork(worker, [project, seed, first, processes, folder, keep].map(String), {
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr!.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-2000)));
  child.on('message', (message: FromWorker) => {
    if (message.ready) onReady();
    if (message.find) result.finds.push(message.find);
    for (const [outcome, count] of Object.entries(message.counts ?? {})) {
      result.outcomes[outcome as Outcome] += count;
      result.inputs += count;
    }
    if (message.counts) onProgress?.(result);
  });
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const trying = (): number => Number(readQuietly(path.join(folder, 'trying')) || -1);
  let [at, idleLooks, usedBefore] = [-1, 0, 0];
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, checkMs));
    const now = trying();
    const { state, usedMs: used } = timesOf(child.pid!);
    if (now !== at) [at, idleLooks, usedBefore] = [now, 0, used];
    // One that runs would go on if it were given time.
    else if (state !== 'R') idleLooks++;
    const isStuck = used - usedBefore > silenceMs || idleLooks > maxIdleLooks;
    const kind = hasEnded ? 'death' : isStuck ? 'hang' : null;
    if (!kind && !isDone()) continue;
    child.kill('SIGKILL');
    await ended;
    if (kind && at < 0) throw new Error(`A process does not start: ${stderr}`);
    if (kind) {
      const detail = kind === 'death' ? stderr : `no answer after ${used - usedBefore} ms of its own, state ${state}`;
      result.finds.push({ kind, detail, index: at, name: '' });
      keepInput(fuzzSeeds(project), seed, at, path.join(keep, `${seed}-${at}`));
    }
    fs.rmSync(folder, { recursive: true, force: true });
    return kind ? at : null;
  }
}

/**
 * What a process does, and the time of all processors that it has had, where Linux tells; else an empty state and 0:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html.
 */
function timesOf(pid: number): { state: string; usedMs: number } {
  const fields = readQuietly(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  const [user, system] = [11, 12].map(field => Number(fields[field] ?? 0)) as [number, number];
  return { state: fields[0] ?? '', usedMs: 10 * (user + system) };
}

function readQuietly(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
