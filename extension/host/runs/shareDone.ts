import type { RunState } from '../../protocol/runState';
import { comparisonUnderWay } from '../../protocol/timeLeft';

/** How much of the fit under way, or of a comparison of initializers, is done, 0 to 1; null where its length is not known. */
export function shareDone(state: RunState): number | null {
  const comparison = comparisonUnderWay(state);
  if (comparison) return comparison.runs.length / comparison.total;
  const fit = state.fits.at(-1);
  if (!fit || fit.epochs === null || fit.epochs <= fit.initialEpoch) return null;
  const step = state.steps.at(-1);
  const lastEpoch = state.epochs.filter(e => e.fit === fit.index).at(-1)?.epoch ?? fit.initialEpoch;
  const done = Math.max(lastEpoch, step?.fit === fit.index ? (step.epoch ?? 0) : 0);
  return Math.min(1, Math.max(0, (done - fit.initialEpoch) / (fit.epochs - fit.initialEpoch)));
}
