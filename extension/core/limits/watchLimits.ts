/** What a process that opens files of others may take. */
export interface Limits {
  /** Of resident memory: a heap's limit does not bound typed arrays. */
  maxBytes: number;
  /** What the event loop of the thread that computes counts up while it turns; null: it may compute as long as it likes. */
  beats: SharedArrayBuffer | null;
  /** So long it may compute without a turn of its event loop: a library's loop cannot be interrupted. */
  maxStuckMs: number;
}

/**
 * Looks ten times a second, from another thread than the one that computes, whether the process keeps to its limits. Sees
 * nothing of what is around it here, because it is handed to a thread as a text.
 */
export function watchLimits(
  { maxBytes, beats, maxStuckMs }: Limits,
  exceed: (limit: 'memory' | 'stuck') => void,
): NodeJS.Timeout {
  const count = beats && new Int32Array(beats);
  let last = -1;
  // The processor's time, so that a slow disk, a busy machine and one that slept do no harm.
  let since = process.cpuUsage();
  return setInterval(() => {
    if (process.memoryUsage.rss() > maxBytes) return exceed('memory');
    if (!count) return;
    if (Atomics.load(count, 0) !== last) {
      last = Atomics.load(count, 0);
      since = process.cpuUsage();
      return;
    }
    const { user, system } = process.cpuUsage(since);
    if (user + system > 1000 * maxStuckMs) exceed('stuck');
  }, 100);
}
