import { formatCount, formatRate, formatShare } from '../../extension/core/stats/formatFigure';
import { isEnded } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { bestEpoch } from './bestEpoch';
import type { Cell, Column, Row } from './cell';
import { epochWord, type Moment } from './moment';
import { formatMetric, metricsOf, metricValue, type MetricInfo } from './metricNames';
import { recentLoss } from './trainingCurves';
import { lossText } from './lossText';

const hasValidation = (run: RunState): boolean => run.epochs.some(e => 'val_loss' in e.metrics);

/** Columns of the epoch table: losses, then each metric (of the validation data where there are any), rate and time. */
export function epochColumns(run: RunState): Column[] {
  const metrics = metricsOf(run.epochs);
  return [
    { key: 'epoch', head: epochWord(run) },
    { key: 'loss', head: hasValidation(run) ? 'train loss' : 'loss', isNumber: true },
    ...(hasValidation(run) ? [{ key: 'val_loss', head: 'valid loss', isNumber: true }] : []),
    ...metrics.map((m, i) => ({
      key: `metric ${m.name}`,
      head: m.isError ? 'error' : m.name,
      title: `${m.isError ? `1 − ${m.name}` : m.name}, ${m.hasValidation ? 'validation' : 'train'}`,
      isNumber: true,
      ...(i > 0 && { hideBelow: 560 as const }),
    })),
    { key: 'rate', head: 'rate', isNumber: true, hideBelow: 560 },
    // between two lines of a log there may be anything
    ...(run.log?.unit === 'step' ? [] : [{ key: 'time', head: 'time', isNumber: true, hideBelow: 560 as const }]),
  ];
}

/** Row keys are `fit/step`: the moment that the row shows. */
export const epochKey = (fit: number, step: number): string => `${fit}/${step}`;

/** The moment that a row's key names. */
export function momentOfKey(key: string): Moment {
  const [fit, step] = key.split('/').map(Number);
  return { fit: fit!, step: step! };
}

/** The epochs, newest first, the one under way above them, `before training` below. */
export function epochRows(run: RunState): Row[] {
  const metrics = metricsOf(run.epochs);
  const best = run.epochs.length > 1 ? bestEpoch(run) : null;
  const rows: Row[] = run.epochs.map(e => ({
    key: epochKey(e.fit, e.step),
    isSelectable: true,
    cells: {
      epoch: epochCell(run, e.fit, e.epoch, e === best),
      loss: lossText(e.metrics['loss'] ?? null),
      ...('val_loss' in e.metrics && { val_loss: lossText(e.metrics['val_loss']) }),
      ...Object.fromEntries(metrics.map(m => [`metric ${m.name}`, formatMetric(m, metricOf(m, e))])),
      rate: e.epoch > 0 || run.log ? formatRate(e.learningRate) : '',
      time: e.epoch > 0 ? { text: formatSeconds(e.seconds), isMuted: true } : '',
    },
  }));
  const first = run.snapshots.find(s => s.step === 0);
  if (first && !run.epochs.some(e => e.step === 0))
    rows.unshift({
      key: epochKey(first.fit, 0),
      isSelectable: true,
      cells: { epoch: epochCell(run, first.fit, 0, false) },
    });
  const live = liveRow(run);
  if (live) rows.push(live);
  return rows.reverse();
}

const metricOf = (metric: MetricInfo, epoch: RunState['epochs'][number]) =>
  metricValue(metric, epoch, metric.hasValidation);

function epochCell(run: RunState, fit: number, epoch: number, isBest: boolean): Cell {
  return {
    text: run.log ? formatCount(epoch) : String(epoch),
    ...(isBest && { tag: 'best' }),
    small: [
      run.fits.length > 1 ? `fit ${fit + 1}` : '',
      epoch === 0 && run.log?.unit !== 'step' ? 'before training' : '',
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

function liveRow(run: RunState): Row | null {
  const step = run.steps.at(-1);
  const fit = run.fits.at(-1);
  if (isEnded(run.status) || !step || !fit || step.fit !== fit.index || step.epoch === null) return null;
  const done = run.epochs.findLast(e => e.fit === fit.index)?.epoch ?? fit.initialEpoch;
  // The last step of an epoch is not the first of the next one.
  const epoch = Math.min(Math.ceil(step.epoch - 1e-9), fit.epochs ?? Infinity);
  if (epoch <= done) return null;
  const { mean } = recentLoss(run.steps);
  const later: Cell = { text: 'at epoch end', isMuted: true };
  return {
    key: 'live',
    cells: {
      epoch: { text: String(epoch), isSpinning: run.status === 'running', title: `epoch ${epoch}, ${run.status}` },
      loss: { text: lossText(mean), isMuted: true, title: 'mean of the last steps' },
      ...(hasValidation(run) && { val_loss: later }),
      rate: formatRate(step.learningRate),
      time: { text: formatShare(Math.round((step.epoch - (epoch - 1)) * 100) / 100), isMuted: true },
    },
  };
}

/** `9.4 s`, `0.12 s`, `1 min 23 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${seconds < 1 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}
