import { monotonicMs } from '../../clock';

/**
 * Milliseconds that this process has had so far: the processor's time where that is less than the clock's. What looking may
 * cost is a part of it, so that on a busy machine it is no larger part of the work than on an idle one.
 */
export function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return Math.min(monotonicMs(), (user + system) / 1000);
}

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
