import type { Metrics } from '../../protocol/run';

/**
 * The best of some records of one model: the lowest validation loss, or, where none has one, the lowest loss. `index` is
 * the first that has it. Null where there is no loss at all.
 */
export function bestMetric(
  records: readonly { metrics: Metrics }[],
): { metric: string; value: number; index: number } | null {
  for (const metric of ['val_loss', 'loss']) {
    let best: { metric: string; value: number; index: number } | null = null;
    records.forEach(({ metrics }, index) => {
      const value = Object.hasOwn(metrics, metric) ? metrics[metric] : null;
      if (typeof value === 'number' && (best === null || value < best.value)) best = { metric, value, index };
    });
    if (best) return best;
  }
  return null;
}
