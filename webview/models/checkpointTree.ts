import { formatBytes, formatCount, formatFigure, formatShare } from '../../extension/core/stats/formatFigure';
import type { RunListItem } from '../../extension/protocol/panel';
import { isEnded, type CheckpointRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { strong, type Answer } from './answer';
import type { Column, Row } from './cell';
import { formatPercent } from './metricNames';
import type { Moment } from './moment';
import { runLabel } from './runBarModel';
import { lossText } from './lossText';
import { statusIcons } from './statusIcons';

/** `val_loss` where a checkpoint has it, else `loss`. */
export function checkpointMetric(checkpoints: readonly CheckpointRecord[]): 'val_loss' | 'loss' {
  return checkpoints.some(c => typeof c.metrics['val_loss'] === 'number') ? 'val_loss' : 'loss';
}

/** The one with the lowest validation loss, else loss; null where none has a figure. */
export function bestCheckpoint(checkpoints: readonly CheckpointRecord[]): CheckpointRecord | null {
  const metric = checkpointMetric(checkpoints);
  let best: CheckpointRecord | null = null;
  for (const c of checkpoints) {
    const value = c.metrics[metric];
    if (typeof value !== 'number' || c.dropped || c.step === 0) continue;
    if (!best || value < best.metrics[metric]!) best = c;
  }
  return best;
}

/** The checkpoint that a moment shows: the last kept one up to it; the first kept one where it is before all. */
export function checkpointAt(checkpoints: readonly CheckpointRecord[], moment: Moment | null): CheckpointRecord | null {
  const kept = checkpoints.filter(c => !c.dropped);
  if (!moment) return kept.at(-1) ?? null;
  return kept.findLast(c => c.step <= moment.step) ?? kept[0] ?? null;
}

export const checkpointColumns = (run: RunState | null): Column[] => [
  { key: 'name', head: '' },
  { key: 'epoch', head: 'epoch', isNumber: true },
  { key: 'loss', head: run && checkpointMetric(run.checkpoints) === 'val_loss' ? 'val loss' : 'loss', isNumber: true },
  { key: 'size', head: 'size', isNumber: true },
];

/** Row keys: `run <key>`, `step <path>`. */
export function checkpointTreeRows(runs: readonly RunListItem[], key: string | null, run: RunState | null): Row[] {
  const trained = runs.filter(r => r.key !== 'inspect' || r.key === key);
  return trained.flatMap(item => {
    const isOpen = item.key === key && run !== null;
    const status = isOpen ? run.status : item.status;
    const isLive = !isEnded(status);
    const metric = item.best ? `${item.best.metric === 'val_loss' ? 'val ' : ''}${lossText(item.best.value)}` : '';
    const row: Row = {
      key: `run ${item.key}`,
      level: 0,
      isExpanded: isOpen,
      isSelectable: true,
      cells: {
        name: {
          text: runLabel(item).name,
          small: isLive ? status : [runLabel(item).time, isOpen ? '' : metric].filter(Boolean).join(' · '),
          ...(statusIcons[status] ? { icon: statusIcons[status] } : { isSpinning: true }),
          title: `${runLabel(item).name}, ${status}`,
        },
      },
    };
    return isOpen ? [row, ...stepRows(run)] : [row];
  });
}

function stepRows(run: RunState): Row[] {
  const kept = run.checkpoints.filter(c => !c.dropped);
  const metric = checkpointMetric(run.checkpoints);
  const best = bestCheckpoint(kept);
  const last = kept.at(-1);
  const rows: Row[] = kept.toReversed().map(c => ({
    key: `step ${c.path}`,
    level: 1,
    isSelectable: true,
    cells: {
      name: {
        text: `step ${formatCount(c.step)}`,
        icon: { name: c === best ? 'star-full' : c === last ? 'circle-filled' : 'circle', tone: 'plain' },
        ...(c === best ? { tag: 'best' } : c === last ? { tag: 'last' } : c.pinned ? { tag: 'pinned' } : {}),
      },
      epoch: { text: c.epoch === null ? '' : String(Number(c.epoch.toFixed(2))), isMuted: true },
      loss: { text: lossText(c.metrics[metric] ?? null), isMuted: true },
      size: { text: formatBytes(c.sizeBytes), isMuted: true },
    },
  }));
  const dropped = run.checkpoints.length - kept.length;
  if (dropped)
    rows.push({
      key: 'dropped',
      level: 1,
      isMuted: true,
      cells: { name: { small: `${dropped} dropped, to keep ${kept.length}` } },
    });
  if (!run.checkpoints.length)
    rows.push({
      key: 'none',
      level: 1,
      isMuted: true,
      cells: { name: { small: isEnded(run.status) ? 'no checkpoint' : 'none yet: the first one comes before step 1' } },
    });
  return rows;
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

/** What a checkpoint holds. */
export function checkpointFacts(run: RunState, c: CheckpointRecord): Row[] {
  const fact = (name: string, value: string, isGroupStart = false): Row => ({
    key: name,
    isGroupStart,
    cells: { name: { text: name, isMuted: true }, value },
  });
  const metrics = Object.entries(c.metrics).map(([name, value]) => fact(name, metricText(name, value)));
  const model = run.fits.find(f => f.index === c.fit)?.model;
  return [
    ...metrics,
    ...(c.epoch === null ? [] : [fact('epoch', String(Number(c.epoch.toFixed(2))), metrics.length > 0)]),
    fact('step', formatCount(c.step), c.epoch === null && metrics.length > 0),
    fact('parameters', formatCount(c.parameters)),
    fact('size', formatBytes(c.sizeBytes)),
    ...(run.models.length > 1 && model ? [fact('trained', model)] : []),
    fact('saved', `${clock(c.time)}, ${reasons[c.reason]}`),
  ];
}
const metricText = (name: string, value: number | null): string =>
  /acc(uracy)?$/i.test(name) ? formatPercent(value) : lossText(value);
function clock(time: number): string {
  const d = new Date(time);
  return [d.getHours(), d.getMinutes(), d.getSeconds()].map(n => String(n).padStart(2, '0')).join(':');
}

/** `top` is what a whole bar stands for. */
export const changeColumns = (top: number): Column[] => [
  { key: 'layer', head: 'tensor' },
  { key: 'tensor', head: '' },
  { key: 'bar', head: `‖B − A‖ / ‖A‖, 0 to ${changeText(top)}`, isPainted: true, width: '52%' },
  { key: 'change', head: 'change', isNumber: true },
];

/** The round figure that the longest bar is measured by: 100 %, or less where nothing comes near it. */
export function changeTop(run: RunState, checkpoint: CheckpointRecord): number {
  const most = Math.max(0, ...changesOf(run, checkpoint).map(c => c.value ?? 0));
  if (most === 0) return 1;
  const decade = 10 ** Math.floor(Math.log10(most));
  const top = [1, 2, 4, 10].map(digit => digit * decade).find(t => t >= most * 0.999)!;
  return Number(top.toPrecision(3));
}

interface Change {
  model: string;
  layer: string;
  tensor: string;
  value: number | null;
}
/** The changes of a checkpoint by tensor. Names are `model/layer/kernel`; a layer's own name may hold `/`. */
export function changesOf(run: RunState, checkpoint: CheckpointRecord): Change[] {
  const models = run.models.map(m => m.name).sort((a, b) => b.length - a.length);
  return Object.entries(checkpoint.changes).map(([name, value]) => {
    const model = models.find(m => name.startsWith(`${m}/`)) ?? '';
    const rest = model ? name.slice(model.length + 1) : name;
    const cut = rest.lastIndexOf('/');
    return { model, layer: cut < 0 ? rest : rest.slice(0, cut), tensor: cut < 0 ? '' : rest.slice(cut + 1), value };
  });
}

export function changeRows(run: RunState, checkpoint: CheckpointRecord): Row[] {
  const changes = changesOf(run, checkpoint);
  const isSeveral = new Set(changes.map(c => c.model)).size > 1;
  const top = changeTop(run, checkpoint);
  let before = '';
  return changes.map(c => {
    const layer = isSeveral ? `${c.model} · ${c.layer}` : c.layer;
    const isFirst = layer !== before;
    before = layer;
    return {
      key: `${c.model}/${c.layer}/${c.tensor}`,
      isSelectable: true,
      cells: {
        layer: isFirst ? layer : { title: layer },
        tensor: { text: c.tensor, isMuted: true },
        bar: { share: c.value === null ? null : Math.min(1, c.value / top), title: '' },
        change:
          c.value === null ? { text: '–', title: 'It was all zero before, or is not finite.' } : changeText(c.value),
      },
    };
  });
}
/** A share below 10, else a factor. */
function changeText(value: number | null): string {
  if (value === null) return '–';
  return value >= 10 ? `×${formatFigure(value)}` : formatShare(value);
}

/** What changed since the checkpoint before? */
export function changeAnswer(run: RunState, checkpoint: CheckpointRecord): Answer {
  const changes = changesOf(run, checkpoint);
  if (!changes.length) return ['The first checkpoint: nothing before it.'];
  const known = changes.filter((c): c is Change & { value: number } => c.value !== null);
  if (!known.length) return ['No tensor has a figure: all were zero before, or are not finite.'];
  const most = known.reduce((a, b) => (b.value > a.value ? b : a));
  const still = new Set(changes.map(c => c.layer));
  // A tensor that was all zero, as a bias is at first, has no figure and did move.
  for (const c of changes) if (c.value !== 0) still.delete(c.layer);
  const rest = still.size
    ? `; ${[...still].slice(0, 2).join(', ')}${still.size > 2 ? ` and ${still.size - 2} more` : ''} stood still.`
    : '; no layer stood still.';
  const before = run.checkpoints.findLast(c => c.step < checkpoint.step);
  const since = before ? `Since step ${formatCount(before.step)}: ` : '';
  if (most.value === 0) return [since, 'nothing changed.'];
  return [since, strong(most.layer), ' moved most, ', strong(changeText(most.value)), rest];
}
