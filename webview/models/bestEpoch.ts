import type { EpochRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';

/** Epochs of the fits that train the same model as the last one: those whose losses can be compared. */
export function comparableEpochs(run: RunState): EpochRecord[] {
  const last = run.fits.at(-1);
  if (!last) return run.epochs;
  const fits = new Set(run.fits.filter(f => f.model === last.model).map(f => f.index));
  return run.epochs.filter(e => fits.has(e.fit));
}

/** `val_loss` where the epochs have one, else `loss`. */
export const judgedBy = (epochs: readonly EpochRecord[]): 'val_loss' | 'loss' =>
  epochs.some(e => typeof e.metrics['val_loss'] === 'number') ? 'val_loss' : 'loss';

/** The epoch with the lowest value of a metric, the earliest of equals, epoch 0 not counted; null where there is none. */
export function lowestEpoch(
  epochs: readonly EpochRecord[],
  value: (e: EpochRecord) => number | null,
): EpochRecord | null {
  let best: EpochRecord | null = null;
  let lowest = Infinity;
  for (const e of epochs) {
    const v = e.epoch > 0 ? value(e) : null;
    if (v !== null && v < lowest) [best, lowest] = [e, v];
  }
  return best;
}

/** The best epoch: lowest validation loss, else lowest loss. */
export function bestEpoch(run: RunState): EpochRecord | null {
  const epochs = comparableEpochs(run);
  const metric = judgedBy(epochs);
  return lowestEpoch(epochs, e => e.metrics[metric] ?? null);
}
