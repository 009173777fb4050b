import { formatDuration } from '../../extension/protocol/timeLeft';

/** `Comparing A and B … 41 %, 3 s left`; how far it is only where it takes longer than a second, and the time left once it can be told. */
export function waitText(
  what: string,
  progress: { done: number; total: number; beganMs: number } | undefined,
  nowMs = performance.now(),
): string {
  if (!progress || !(progress.done > 0) || !(progress.total > 0)) return what;
  const { done, total, beganMs } = progress;
  const elapsed = (nowMs - beganMs) / 1000;
  if (elapsed < 1) return what;
  const share = Math.min(1, done / total);
  return `${what} ${Math.floor(100 * share)} %, ${formatDuration((elapsed / share) * (1 - share))} left`;
}
