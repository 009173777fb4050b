import type { InitializerComparison } from './initializers';
import type { RunState } from './runState';

/**
 * Seconds until the fit under way ends, from the pace of its last five epochs (of the first one so far, while there is
 * none), or, while initializers are compared, from that of its candidates; null where its length is not known, while nothing moves, or when it is too early to say.
 */
export function secondsLeft(state: RunState, nowMs = Date.now()): number | null {
  const comparison = comparisonUnderWay(state);
  if (comparison) return comparisonSecondsLeft(comparison);
  const fit = state.fits.at(-1);
  const step = state.steps.at(-1);
  if (!fit || fit.epochs === null || state.status !== 'running') return null;
  const epochs = state.epochs.filter(e => e.fit === fit.index && e.epoch > 0);
  const done = step && step.fit === fit.index && step.epoch !== null ? step.epoch : fit.initialEpoch;
  const remaining = Math.max(0, fit.epochs - Math.max(done, epochs.at(-1)?.epoch ?? 0));
  if (epochs.length) {
    const recent = epochs.slice(-5);
    return (recent.reduce((sum, e) => sum + e.seconds, 0) / recent.length) * remaining;
  }
  const elapsed = (nowMs - fit.startedAt) / 1000;
  const share = done - fit.initialEpoch;
  return elapsed < 1 || share <= 0 ? null : (elapsed / share) * remaining;
}

/** The comparison of initializers that still has candidates to try; null where there is none. */
export const comparisonUnderWay = ({ status, initializers }: RunState): InitializerComparison | null =>
  status === 'running' ? (initializers.findLast(c => c.verdict === null && c.runs.length < c.total) ?? null) : null;

/** Seconds that the candidates to come will take, each as long as those that were tried; null before the first one. */
export function comparisonSecondsLeft({ runs, total }: InitializerComparison): number | null {
  if (!runs.length) return null;
  return (runs.reduce((sum, run) => sum + run.seconds, 0) / runs.length) * (total - runs.length);
}

/** `25 s`, `1 min 23 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
