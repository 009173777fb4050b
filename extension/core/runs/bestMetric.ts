import type { Metrics } from '../../protocol/run';

/** The best value of a metric and the index of the first record that has it. */
export interface BestMetric {
  metric: string;
  value: number;
  index: number;
}

/**
 * The best of some records of one model: the lowest validation loss, or, where none has one, the lowest loss. Null where
 * there is no loss at all.
 */
export function bestMetric(records: readonly { metrics: Metrics }[]): BestMetric | null {
  return bestBy(records, 'val_loss') ?? bestBy(records, 'loss');
}

/** The best of some records of one model by a metric of this name; null where none has it. */
export function bestBy(records: readonly { metrics: Metrics }[], metric: string): BestMetric | null {
  let best: BestMetric | null = null;
  records.forEach(({ metrics }, index) => {
    const value = Object.hasOwn(metrics, metric) ? metrics[metric] : null;
    if (typeof value === 'number' && (best === null || isBetter(metric, value, best.value)))
      best = { metric, value, index };
  });
  return best;
}

/** Whether a value of a metric is better than another: of an accuracy and its kin the higher one, of all else the lower. */
export const isBetter = (metric: string, value: number, than: number): boolean =>
  isHigherBetter(metric) ? value > than : value < than;

const isHigherBetter = (metric: string): boolean =>
  /(?:^|_)(?:acc|precision|recall|auc|f1|iou)(?:_\d+)?$|accuracy(?:_\d+)?$/i.test(metric);
