import { formatCount, formatFigure, formatRate } from '../../extension/core/stats/formatFigure';
import type { RunState } from '../../extension/protocol/runState';
import { bestEpoch } from './bestEpoch';
import { epochKey } from './epochRows';
import { epochWord } from './moment';
import { formatMetric, formatPercent, metricValue, type MetricInfo } from './metricNames';
import type { ChartTable } from './tableText';
import { thinPoints } from './smoothLosses';
import type { TimeAxis } from './timeAxis';
import { lossText } from './lossText';

/** Rows of a run without epochs: as many as can be read. */
const maxStepRows = 400;
const signed = (value: number, format: (v: number) => string): string =>
  `${value < 0 ? '−' : '+'}${format(Math.abs(value))}`;

/** The loss chart as a table: an epoch in each row, newest first; of a loop without epochs a step. */
export function lossTable(run: RunState, axis: TimeAxis): ChartTable {
  const hasValidation = run.epochs.some(e => 'val_loss' in e.metrics);
  if (!run.epochs.length || (axis.unit === 'step' && run.steps.length)) return stepTable(run);
  const best = run.epochs.length > 1 ? bestEpoch(run) : null;
  return {
    columns: [
      { key: 'epoch', head: epochWord(run) },
      ...(run.log ? [] : [{ key: 'step', head: 'step', isNumber: true }]),
      { key: 'train', head: 'train', isNumber: true },
      ...(hasValidation
        ? [
            { key: 'validation', head: 'validation', isNumber: true },
            { key: 'gap', head: 'gap', isNumber: true, hideBelow: 560 as const },
          ]
        : []),
      { key: 'rate', head: 'learning rate', isNumber: true, hideBelow: 860 },
    ],
    rows: run.epochs.toReversed().map(e => {
      const train = e.metrics['loss'] ?? null;
      const validation = e.metrics['val_loss'] ?? null;
      return {
        key: epochKey(e.fit, e.step),
        isSelectable: true,
        cells: {
          epoch: {
            text: run.fits.length > 1 ? `${e.fit + 1} · ${e.epoch}` : String(e.epoch),
            ...(e === best && { tag: 'best' }),
          },
          step: { text: formatCount(e.step), isMuted: true },
          train: lossText(train),
          validation: lossText(validation),
          gap: train === null || validation === null ? '–' : signed(validation - train, lossText),
          rate: { text: formatRate(e.learningRate), isMuted: true },
        },
      };
    }),
  };
}

function stepTable(run: RunState): ChartTable {
  const isSeveral = run.fits.length > 1;
  const points = thinPoints(
    run.steps.map((s, i) => ({ x: i, y: s.loss })),
    maxStepRows,
  );
  return {
    columns: [
      { key: 'step', head: 'step', isNumber: true },
      ...(isSeveral ? [{ key: 'model', head: 'model' }] : []),
      { key: 'loss', head: 'loss', isNumber: true },
      { key: 'rate', head: 'learning rate', isNumber: true },
    ],
    rows: points.toReversed().map(p => {
      const s = run.steps[p.x]!;
      return {
        key: epochKey(s.fit, s.step),
        isSelectable: true,
        cells: {
          step: formatCount(s.step),
          model: { text: run.fits.find(f => f.index === s.fit)?.model ?? '', isMuted: true },
          loss: s.loss === null ? 'NaN' : lossText(s.loss),
          rate: { text: formatRate(s.learningRate), isMuted: true },
        },
      };
    }),
  };
}

/** The metric chart as a table. */
export function metricTable(run: RunState, metric: MetricInfo): ChartTable {
  return {
    columns: [
      { key: 'epoch', head: epochWord(run) },
      { key: 'train', head: 'train', isNumber: true },
      ...(metric.hasValidation
        ? [
            { key: 'validation', head: 'validation', isNumber: true },
            { key: 'gap', head: 'gap', isNumber: true },
          ]
        : []),
    ],
    rows: run.epochs.toReversed().map(e => {
      const train = metricValue(metric, e, false);
      const validation = metricValue(metric, e, true);
      const gap = train === null || validation === null ? null : validation - train;
      return {
        key: epochKey(e.fit, e.step),
        isSelectable: true,
        cells: {
          epoch: run.fits.length > 1 ? `${e.fit + 1} · ${e.epoch}` : String(e.epoch),
          train: formatMetric(metric, train),
          validation: formatMetric(metric, validation),
          gap: gap === null ? '–' : signed(gap, v => (metric.isError ? formatPercent(v) : formatFigure(v))),
        },
      };
    }),
  };
}
