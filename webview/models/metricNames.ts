import { formatFigure } from '../../extension/core/stats/formatFigure';
import type { EpochRecord } from '../../extension/protocol/run';
import { lossText } from './lossText';

/** A metric besides the loss, as the program names it, without `val_`. */
export interface MetricInfo {
  name: string;
  /** An accuracy is shown as what is left to 1: the error, on which progress near 1 can be seen. */
  isError: boolean;
  title: string;
  hasValidation: boolean;
}

const isAccuracy = (name: string): boolean => /^(acc|.*accuracy)$/i.test(name);
const meta = new Set(['loss', 'val_loss', 'batch', 'size', 'epoch']);

/** The metrics that the epochs have, in the order the program gives them. */
export function metricsOf(epochs: readonly EpochRecord[]): MetricInfo[] {
  const names = new Set<string>();
  const validated = new Set<string>();
  for (const e of epochs)
    for (const name of Object.keys(e.metrics)) {
      if (meta.has(name)) continue;
      if (name.startsWith('val_')) validated.add(name.slice(4));
      names.add(name.replace(/^val_/, ''));
    }
  const accuracies = [...names].filter(isAccuracy).length;
  return [...names].map(name => ({
    name,
    isError: isAccuracy(name),
    title: isAccuracy(name) ? (accuracies > 1 ? `Error (1 − ${name})` : 'Error') : name,
    hasValidation: validated.has(name),
  }));
}

/** The value as it is drawn: of an accuracy the error. null where there is none. */
export function metricValue(metric: MetricInfo, epoch: EpochRecord, isValidation: boolean): number | null {
  const value = epoch.metrics[isValidation ? `val_${metric.name}` : metric.name];
  if (value === null || value === undefined) return null;
  // 1 − 0.9878 is 0.012199999999999989: rounding to the precision of float32 takes the noise off.
  return metric.isError ? Number((1 - value).toPrecision(7)) : value;
}

/** An error as `1.22 %`, anything else as a loss. */
export function formatMetric(metric: MetricInfo, value: number | null): string {
  return metric.isError ? formatPercent(value) : lossText(value);
}
/** Two decimals, as an error table has them: `1.22 %`. */
export function formatPercent(share: number | null): string {
  return share === null ? formatFigure(null) : `${(share * 100).toFixed(2).replace('-', '−')} %`;
}
/** A difference of errors: `−0.04 points`. */
export function formatPoints(share: number): string {
  const text = Math.abs(share * 100).toFixed(2);
  return `${share < 0 ? '−' : '+'}${text} points`;
}
