/**
 * Runs `work` and returns what it cost in milliseconds: the processor's time where that is less than the clock's, so that a
 * busy machine does not make it look expensive.
 */
export function measureWork<T>(work: () => T): { result: T; costMs: number } {
  const startMs = performance.now();
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, costMs: Math.min(performance.now() - startMs, (user + system) / 1000) };
}
