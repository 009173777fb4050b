import type * as fs from 'node:fs';
import * as timers from 'node:timers';
import { Worker, type workerData } from 'node:worker_threads';
import { watchLimits, type Limits } from '../../core/limits/watchLimits';
import { memoryMark, stuckMark } from '../../protocol/reader';

const beatMs = 250;

interface Watched {
  limits: Limits;
  marks: { memory: string; stuck: string };
}

/** Has a thread of its own end this process when it exceeds its limits, whatever its main thread does. It says so on stderr. */
export function startWatch({ maxBytes, maxStuckMs }: { maxBytes: number; maxStuckMs: number | null }): void {
  const beats = maxStuckMs === null ? null : new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  if (beats) startBeats(beats);
  const watched: Watched = {
    limits: { maxBytes, beats, maxStuckMs: maxStuckMs ?? 0 },
    marks: { memory: memoryMark, stuck: stuckMark },
  };
  // As a text, because the file that holds this holds all else of the process too, which would be compiled once more.
  const code = `(${watch.toString()})(require, ${watchLimits.toString()})`;
  new Worker(code, { eval: true, workerData: watched }).unref();
}

/** Counts the turns of this thread's event loop. */
export function startBeats(beats: SharedArrayBuffer): void {
  const count = new Int32Array(beats);
  timers.setInterval(() => Atomics.add(count, 0, 1), beatMs).unref();
}

/** Sees nothing of what is around it here. */
function watch(load: (name: string) => unknown, watchOver: typeof watchLimits): void {
  const { writeSync } = load('node:fs') as typeof fs;
  const threads = load('node:worker_threads') as { workerData: typeof workerData };
  const { limits, marks } = threads.workerData as Watched;
  watchOver(limits, limit => {
    writeSync(2, `${marks[limit]}\n`);
    process.kill(process.pid, 'SIGKILL');
  });
}
