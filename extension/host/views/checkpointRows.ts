import { bestMetric } from '../../core/runs/bestMetric';
import { formatBytes, formatCount, formatLoss } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';
import type { CheckpointRecord } from '../../protocol/run';
import { formatTimeOfDay } from '../../core/text/timeText';
import type { CheckpointBadge, CheckpointFilter } from '../../protocol/checkpointFilter';
import { shortMetric, type TreeRow } from './runTree';

/** In the order of the picker. */
export const checkpointOrders = ['newest', 'oldest', 'best', 'size'] as const;
export type CheckpointOrder = (typeof checkpointOrders)[number];

export interface CheckpointRow {
  /** null: the row that says what was dropped. */
  record: CheckpointRecord | null;
  /** The one before it in time, kept or dropped. */
  previous: CheckpointRecord | null;
  badges: readonly CheckpointBadge[];
  row: TreeRow;
}

export interface RowOptions {
  order: CheckpointOrder;
  filter: CheckpointFilter | null;
  /** Words about the run, for the filter. */
  run: string;
  /** Paths of the checkpoints that other runs went on from. */
  resumedPaths: ReadonlySet<string>;
}
export const plainRowOptions: RowOptions = { order: 'newest', filter: null, run: '', resumedPaths: new Set() };

/** The rows of a run's checkpoints in the order that is asked for, and one for what retention dropped, at the end. */
export function checkpointRows(
  records: readonly CheckpointRecord[],
  options: RowOptions = plainRowOptions,
  nowMs = Date.now(),
): CheckpointRow[] {
  const inTime = records.filter(r => r.isTrashed !== true).sort(byTime);
  const kept = inTime.filter(r => !r.dropped);
  const best = kept.length > 1 ? kept[bestMetric(kept)?.index ?? -1] : undefined;
  const last = kept.at(-1);
  const previousOf = new Map(inTime.map((record, i) => [record, inTime[i - 1] ?? null]));
  const rows: CheckpointRow[] = [];
  for (const record of ordered(kept, options.order)) {
    const badges: CheckpointBadge[] = [
      ...(record === best ? (['best'] as const) : []),
      ...(record === last ? (['last'] as const) : []),
      ...(record.pinned ? (['pinned'] as const) : []),
      ...(options.resumedPaths.has(record.path) ? (['resumed'] as const) : []),
    ];
    if (options.filter && !options.filter({ record, badges, run: options.run })) continue;
    rows.push({
      record,
      previous: previousOf.get(record) ?? null,
      badges,
      row: checkpointRow(record, badges, nowMs),
    });
  }
  const dropped = inTime.length - kept.length;
  if (dropped > 0 && !options.filter) rows.push(droppedRow(dropped));
  return rows;
}

/** Of one step, as they were written: clocks are set back. */
const byTime = (a: CheckpointRecord, b: CheckpointRecord): number => a.step - b.step;

function ordered(kept: readonly CheckpointRecord[], order: CheckpointOrder): CheckpointRecord[] {
  const newest = [...kept].reverse();
  if (order === 'newest') return newest;
  if (order === 'oldest') return [...kept];
  if (order === 'size') return newest.sort((a, b) => b.sizeBytes - a.sizeBytes);
  // all by the one metric that names the best; those without it at the end
  const metric = bestMetric(kept)?.metric;
  const valueOf = ({ metrics }: CheckpointRecord): number =>
    (metric !== undefined && Object.hasOwn(metrics, metric) ? metrics[metric] : null) ?? Infinity;
  const values = new Map(newest.map(record => [record, valueOf(record)]));
  return newest.sort((a, b) => {
    const [x, y] = [values.get(a) ?? Infinity, values.get(b) ?? Infinity];
    return x === y ? 0 : x - y;
  });
}

function checkpointRow(record: CheckpointRecord, badges: readonly CheckpointBadge[], nowMs: number): TreeRow {
  const metric = bestMetric([record]);
  const label = `step ${formatCount(record.step)}`;
  // a narrow side bar cuts the end off: the icon says best, pinned and last too
  const parts = [
    ...(record.name ? [plainText(record.name, 80)] : []),
    ...(metric ? [`${shortMetric(metric.metric)} ${formatLoss(metric.value)}`] : []),
    ...(badges.length ? [badges.join(', ')] : []),
    formatBytes(record.sizeBytes),
    formatTimeOfDay(record.time, nowMs),
  ];
  return {
    label,
    description: parts.join(' · '),
    icon: iconOf(badges),
    color: null,
    contextValue: record.pinned ? 'checkpoint pinned' : 'checkpoint',
    spoken: [label, ...parts].join(', '),
  };
}

function iconOf(badges: readonly CheckpointBadge[]): string {
  if (badges.includes('best')) return 'star-full';
  if (badges.includes('pinned')) return 'pinned';
  return badges.includes('last') ? 'circle-filled' : 'circle-outline';
}

function droppedRow(count: number): CheckpointRow {
  const label = `${formatCount(count)} dropped`;
  const description = 'to stay within the limits in the settings';
  const row: TreeRow = {
    label,
    description,
    icon: 'ellipsis',
    color: null,
    contextValue: 'dropped',
    spoken: `${label} ${description}`,
  };
  return { record: null, previous: null, badges: [], row };
}
