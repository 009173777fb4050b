import { fork } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { FromFuzzWorker } from './fuzzWorker';

export interface FuzzProcessOptions {
  worker: string;
  project: string;
  seed: number;
  /** Index of each fixture's first input. */
  first: number;
  keep: string;
  only: string;
  /** A process that goes on so long with one input hangs, in time of its own: a busy machine gives it little. */
  silenceMs?: number;
  /** It may also wait for ever, or the system does not tell what time it has had: that long, as far as this process had time for looks. */
  idleMs?: number;
  onMessage: (message: FromFuzzWorker) => void;
  isDone: () => boolean;
}
/** What it was trying when it hung or died: the index of an input, of which fixture in the order of all. */
export interface Stuck {
  kind: 'hang' | 'death';
  detail: string;
  index: number;
  fixture: number;
}

const checkMs = 250;

/** Tries inputs in a process; resolves once it is done, to null, or once it hangs or dies. Throws where it does not start. */
export async function fuzzProcess(options: FuzzProcessOptions): Promise<Stuck | null> {
  const { worker, project, seed, first, keep, only, silenceMs = 10_000, idleMs = 120_000 } = options;
  const folder = newFuzzFolder();
  const child = fork(worker, [project, seed, first, folder, keep, only].map(String), {
    // Much is made for each input and nothing of it stays: with more room for what is young, less is looked through.
    execArgv: ['--enable-source-maps', '--max-semi-space-size=32'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr!.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-2000)));
  child.on('message', options.onMessage);
  let end = '';
  const ended = new Promise<void>(resolve => {
    child.on('close', (code, signal) => resolve(void (end = signal ?? `code ${code}`)));
  });
  let [at, idleLooks, usedBefore] = ['', 0, 0];
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, checkMs));
    const now = readQuietly(path.join(folder, 'trying')).trim();
    const { state, usedMs: used } = timesOf(child.pid!);
    if (now !== at) [at, idleLooks, usedBefore] = [now, 0, used];
    // One that runs would go on if it were given time.
    else if (state !== 'R') idleLooks++;
    const isStuck = used - usedBefore > silenceMs || idleLooks * checkMs > idleMs;
    const kind = end ? 'death' : isStuck ? 'hang' : null;
    if (!kind && !options.isDone()) continue;
    child.kill('SIGKILL');
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
    if (!kind) return null;
    if (!at) throw new Error(`A process does not start, ${end}: ${stderr}`);
    const [index, fixture] = at.split(' ').map(Number) as [number, number];
    const detail =
      kind === 'death' ? `${end}: ${stderr}` : `no answer after ${used - usedBefore} ms of its own, state ${state}`;
    return { kind, detail, index, fixture };
  }
}

/** Returns the real path of a new folder, in memory where there is such. */
export function newFuzzFolder(): string {
  const shared = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
  return fs.realpathSync(fs.mkdtempSync(path.join(shared, 'layerglass-fuzz-')));
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
