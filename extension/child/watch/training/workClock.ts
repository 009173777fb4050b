import { monotonicMs } from '../../clock';
/**
 * Runs `work` and returns what it cost in milliseconds: the processor's time where that is less than the clock's, so that a
 * busy machine does not make it look expensive.
 */
export function measureWork<T>(work: () => T): { result: T; costMs: number } {
  const startMs = monotonicMs();
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, costMs: Math.min(monotonicMs() - startMs, (user + system) / 1000) };
}
