import {
  formatBytes,
  formatCount,
  formatFigure,
  formatRate,
  formatShare,
} from '../../extension/core/stats/formatFigure';
import type { FileDescription } from '../../extension/protocol/reader';
import type { CheckpointRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import type { Cell, Column, Row } from './cell';
import { epochText } from './checkpointRecords';
import { lossText } from './lossText';
import { formatPercent, formatPoints } from './metricNames';

export const metricColumns: Column[] = [
  { key: 'name', head: '' },
  { key: 'a', head: 'A', isNumber: true },
  { key: 'b', head: 'B', isNumber: true },
  { key: 'change', head: 'change', isNumber: true },
];

/** What is known of one of the two: its entry in the index; its description and its run, where they are there. */
export interface MetricSide {
  record: CheckpointRecord;
  description: FileDescription | null;
  run: RunState | null;
}

/** The metrics of A and B side by side, what the optimizer has, and where both come from. `a` null: there is only one. */
export function metricRows(a: MetricSide | null, b: MetricSide): Row[] {
  const row = (name: string, text: (side: MetricSide) => Cell | string, change = '', isGroupStart = false): Row => ({
    key: name,
    isGroupStart,
    cells: { name: { text: name, isMuted: true }, a: a ? text(a) : '', b: text(b), change },
  });
  const hasValidation = [a, b].some(s => s && 'val_loss' in s.record.metrics);
  const metrics = metricNames([a, b]).map(name => {
    const value = (side: MetricSide) => metricValue(name, side.record);
    const text = isAccuracy(name) ? formatPercent : lossText;
    return row(
      metricTitle(name, hasValidation),
      side => text(value(side)),
      a ? metricChange(name, value(a), value(b)) : '',
    );
  });
  const resumes = resumeText(b);
  return [
    ...metrics,
    row('learning rate', side => formatRate(learningRate(side))),
    row('optimizer, random state', optimizerText, resumes),
    row('epoch', side => epochText(side.record.epoch) || '–', '', true),
    ...(a && a.record.parameters === b.record.parameters
      ? []
      : [row('parameters', side => formatCount(side.record.parameters))]),
    row('size', side => formatBytes(side.record.sizeBytes)),
    row('saved', savedCell),
  ];
}

const isAccuracy = (name: string): boolean => /^(val_)?(acc|.*accuracy)$/i.test(name);
const ranks = [/^val_loss$/, /^val_.*acc/i, /^val_/, /^loss$/, /acc/i];
const rank = (name: string): number => (ranks.findIndex(r => r.test(name)) + ranks.length + 1) % (ranks.length + 1);
/** Validation first: it is what checkpoints are chosen by. */
function metricNames(sides: readonly (MetricSide | null)[]): string[] {
  const names = new Set(sides.flatMap(s => (s ? Object.keys(s.record.metrics) : [])));
  return [...names].sort((x, y) => rank(x) - rank(y));
}
function metricTitle(name: string, hasValidation: boolean): string {
  const isValidation = name.startsWith('val_');
  const bare = name.replace(/^val_/, '');
  const of = isAccuracy(name) ? (/^acc(uracy)?$/i.test(bare) ? 'error' : `1 − ${bare}`) : bare;
  return isValidation ? `validation ${of}` : hasValidation ? `training ${of}` : of;
}
/** Of an accuracy the error, on which progress near 1 can be seen. */
function metricValue(name: string, record: CheckpointRecord): number | null {
  const value = record.metrics[name] ?? null;
  return value !== null && isAccuracy(name) ? Number((1 - value).toPrecision(7)) : value;
}
/** Errors in points; a loss in per cent of A's, where both are above 0; anything else as a difference. */
function metricChange(name: string, a: number | null, b: number | null): string {
  if (a === null || b === null) return '';
  if (a === b) return 'none';
  if (isAccuracy(name)) return formatPoints(b - a);
  const sign = b < a ? '−' : '+';
  if (a > 0 && b > 0) {
    const share = Math.abs(b - a) / a;
    return share >= 10
      ? `×${formatFigure(b / a)}`
      : share < 0.001
        ? formatShare(share)
        : `${sign}${formatShare(share)}`;
  }
  return `${sign}${formatFigure(Math.abs(b - a))}`;
}

function learningRate({ record, run }: MetricSide): number | null {
  return (
    record.learningRate ?? run?.epochs.find(e => e.step === record.step && e.fit === record.fit)?.learningRate ?? null
  );
}
function optimizerText({ record, description }: MetricSide): string {
  const names = record.optimizers ?? description?.checkpoint?.optimizers;
  if (!names) return description ? 'not saved' : '–';
  return names.length ? `${[...new Set(names)].join(', ')}, saved` : 'not saved';
}
/** What resuming from B gives; empty until its description is there. */
function resumeText({ record, description, run }: MetricSide): string {
  const checkpoint = description?.checkpoint;
  if (!checkpoint) return '';
  if (!checkpoint.optimizers.length) return 'weights alone';
  if (!checkpoint.hasRandomState) return 'no random state';
  const kind = run?.fits.find(f => f.index === record.fit)?.kind;
  return kind === 'custom' || kind === 'trainOnBatch' ? 'resumes; the loop is yours' : 'exact resume';
}

const reasons: Record<CheckpointRecord['reason'], string> = {
  start: 'before training',
  epoch: 'end of an epoch',
  steps: 'every N steps',
  minutes: 'every few minutes',
  best: 'best so far',
  end: 'end of training',
  stop: 'stopped by you',
  nan: 'before the loss was lost',
};
function savedCell({ record }: MetricSide): Cell {
  const d = new Date(record.time);
  const clock = [d.getHours(), d.getMinutes(), d.getSeconds()].map(n => String(n).padStart(2, '0')).join(':');
  return { text: clock, title: reasons[record.reason] };
}
