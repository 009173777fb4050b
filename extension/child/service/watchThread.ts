import type * as fs from 'node:fs';
import * as timers from 'node:timers';
import { Worker, type workerData } from 'node:worker_threads';
import { memoryMark, stuckMark } from '../../protocol/reader';

const beatMs = 250;

interface Watched {
  /** Of resident memory. */
  maxBytes: number;
  /** What the main thread's event loop counts up while it turns; null: it may compute as long as it likes. */
  beats: SharedArrayBuffer | null;
  maxStuckMs: number;
  marks: { memory: string; stuck: string };
}

/**
 * Has a thread of its own end this process, whatever its main thread does, when it takes more than `maxBytes` of memory (a
 * heap's limit does not bound typed arrays), or has computed for `maxStuckMs` without a turn of its event loop (a library's
 * loop cannot be interrupted). It says so on stderr.
 */
export function startWatch({ maxBytes, maxStuckMs }: { maxBytes: number; maxStuckMs: number | null }): void {
  const beats = maxStuckMs === null ? null : new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  if (beats) {
    const count = new Int32Array(beats);
    timers.setInterval(() => Atomics.add(count, 0, 1), beatMs).unref();
  }
  const marks = { memory: memoryMark, stuck: stuckMark };
  const watched: Watched = { maxBytes, beats, maxStuckMs: maxStuckMs ?? 0, marks };
  // As a text, because the file that holds this holds all else of the process too, which would be compiled once more.
  new Worker(`(${watch.toString()})(require)`, { eval: true, workerData: watched }).unref();
}

/** Sees nothing of what is around it here. */
function watch(load: (name: string) => unknown): void {
  const { writeSync } = load('node:fs') as typeof fs;
  const threads = load('node:worker_threads') as { workerData: typeof workerData };
  const { maxBytes, beats, maxStuckMs, marks } = threads.workerData as Watched;
  const count = beats && new Int32Array(beats);
  let last = -1;
  // The processor's time, so that a slow disk, a busy machine and one that slept do no harm.
  let since = process.cpuUsage();
  setInterval(() => {
    let mark = process.memoryUsage.rss() > maxBytes ? marks.memory : null;
    if (count && Atomics.load(count, 0) !== last) {
      last = Atomics.load(count, 0);
      since = process.cpuUsage();
    } else if (count) {
      const { user, system } = process.cpuUsage(since);
      if (user + system > 1000 * maxStuckMs) mark ??= marks.stuck;
    }
    if (mark === null) return;
    writeSync(2, `${mark}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, 100);
}
