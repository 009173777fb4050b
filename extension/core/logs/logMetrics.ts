import type { LogRun, MergedSeries } from './logRun';

export type Side = 'train' | 'validation';

const sides: [RegExp, Side][] = [
  [/^(train|training)$/i, 'train'],
  [/^(val|valid|validation|eval|evaluation|dev|test)$/i, 'validation'],
];
/** Of which data a word speaks; null for one that says nothing of it. */
export const sideOf = (word: string): Side | null => sides.find(([pattern]) => pattern.test(word))?.[1] ?? null;

/** A curve as the page knows it. */
export interface LogCurve {
  /** `loss`, `val_loss`, `accuracy`, … */
  metric: string;
  run: LogRun;
  series: MergedSeries;
}

/** `epoch_loss` is Keras's loss by epoch; `Loss/train`, `train/loss`, `train_loss` are all the loss of the training data. */
export function metricOf(tag: string, side: Side | null): { name: string; side: Side | null } {
  let parts = tag.split('/').filter(part => part !== '');
  let own: Side | null = null;
  for (const at of [parts.length - 1, 0])
    if (own === null && parts.length > 1 && (own = sideOf(parts[at]!))) parts = parts.filter((_, i) => i !== at);
  let last = parts.pop() ?? tag;
  last = last.replace(/^epoch_(?=.)/, '');
  const [, word = '', rest = ''] = /^([a-z]+)_(.+)$/i.exec(last) ?? [];
  const ownWord = word && sideOf(word);
  if (own === null && ownWord) [own, last] = [ownWord, rest];
  const name = [...parts, last].join('/');
  return { name: name.toLowerCase() === 'loss' ? 'loss' : name, side: own ?? side };
}

/** The curves of the runs of one training, each by a name of its own. */
export function curvesOf(runs: readonly { run: LogRun; side: Side | null }[]): LogCurve[] {
  const curves: LogCurve[] = [];
  const taken = new Set<string>();
  for (const { run, side } of runs)
    for (const series of run.series.values()) {
      if (series.kind !== 'scalar' || isByBatch(series.tag)) continue;
      const { name, side: own } = metricOf(series.tag, side);
      const wanted = own === 'validation' ? `val_${name}` : name;
      let metric = wanted;
      if (taken.has(metric)) metric = side === 'validation' ? `val_${series.tag}` : series.tag;
      for (let n = 2; taken.has(metric); n++) metric = `${wanted} (${n})`;
      taken.add(metric);
      curves.push({ metric, run, series });
    }
  return curves;
}

/** Keras's curves that do not count epochs: of batches, and of evaluations by iterations. */
export const isByBatch = (tag: string): boolean => /^batch_.|^evaluation_.*_vs_iterations$/.test(tag);

/** A curve of at most `max` points, its first and last always among them: as indices. */
export function thinned(series: MergedSeries, max: number): number[] {
  const count = series.steps.length;
  if (count <= max) return series.steps.map((_, i) => i);
  return Array.from({ length: max }, (_, i) => Math.round((i * (count - 1)) / (max - 1)));
}

/** The value of a point; null where it is no number. */
export const valueAt = (series: MergedSeries, point: number): number | null =>
  Number.isFinite(series.scalars[point]) ? series.scalars[point]! : null;
