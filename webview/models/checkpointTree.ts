import { formatBytes, formatCount } from '../../extension/core/stats/formatFigure';
import { parseCheckpointFilter, type CheckpointBadge } from '../../extension/protocol/checkpointFilter';
import { LayerglassError } from '../../extension/protocol/errors';
import type { RunListItem } from '../../extension/protocol/panel';
import { isEnded, type CheckpointRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import type { Cell, Column, Row, TableSort } from './cell';
import { bestCheckpoint, checkpointMetric, epochText, isKept } from './checkpointRecords';
import { lossText } from './lossText';
import { runLabel } from './runBarModel';
import { statusIcons } from './statusIcons';

/** A run of the tree, and its checkpoints as far as they are known. */
export interface TreeRun {
  item: RunListItem;
  status: RunState['status'];
  isOpen: boolean;
  /** null: not asked for, or on their way. */
  checkpoints: readonly CheckpointRecord[] | null;
  /** Why they cannot be shown. */
  error: string | null;
  /** Checkpoints that other runs went on from: path to the names of those runs. */
  resumedBy: ReadonlyMap<string, string>;
}
export interface TreeLook {
  find: string;
  sort: TableSort | null;
}
export interface CheckpointTree {
  rows: Row[];
  /** Kept checkpoints that are listed. */
  found: number;
  /** Why the filter cannot be used; empty where it can. */
  problem: string;
}

export const checkpointColumns = (checkpoints: readonly CheckpointRecord[]): Column[] => [
  { key: 'name', head: '', isSortable: true, title: 'Run and step' },
  { key: 'epoch', head: 'epoch', isNumber: true, isSortable: true },
  {
    key: 'loss',
    head: checkpointMetric(checkpoints) === 'val_loss' ? 'val loss' : 'loss',
    isNumber: true,
    isSortable: true,
  },
  { key: 'size', head: 'size', isNumber: true, isSortable: true },
];

/** Row keys: `run <key>`, `step <path> <key>`, `dropped <key>`, `none <key>`. A path holds no spaces. */
export const checkpointKey = (key: string, path: string): string => `step ${path} ${key}`;
/** What a row's key names; `path` null for a row that is no checkpoint. */
export function rowOf(rowKey: string): { kind: string; key: string; path: string | null } {
  const [kind = '', ...words] = rowKey.split(' ');
  return kind === 'step'
    ? { kind, path: words[0]!, key: words.slice(1).join(' ') }
    : { kind, path: null, key: words.join(' ') };
}

/** Builds the rows of the tree; those of a run whose checkpoints and look are the same are built once. */
export class CheckpointTreeRows {
  private readonly made = new Map<string, { of: readonly unknown[]; rows: Row[]; found: number }>();

  /** Runs as they come, newest first; under each that is open its kept checkpoints, newest first or sorted, and what was dropped. */
  rows(runs: readonly TreeRun[], { find, sort }: TreeLook): CheckpointTree {
    let filter: ReturnType<typeof parseCheckpointFilter> = null;
    let problem = '';
    try {
      filter = parseCheckpointFilter(find);
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
      problem = error.message;
    }
    const rows: Row[] = [];
    let found = 0;
    for (const run of runs) {
      const { item, checkpoints, isOpen } = run;
      const of = [checkpoints, isEnded(run.status), sort, find, [...run.resumedBy].join()];
      let known = this.made.get(item.key);
      if (!known || known.of.some((part, i) => !Object.is(part, of[i]))) {
        known = { of, ...stepRows(run, filter, sort) };
        this.made.set(item.key, known);
      }
      // What a filter does not find in a run is left out with the run.
      if (filter && checkpoints && !known.found) continue;
      found += known.found;
      rows.push(runRow(run));
      if (isOpen) rows.push(...known.rows);
    }
    return { rows, found, problem };
  }
}

/** The rows with the marks of A and B. */
export function markRows(rows: readonly Row[], a: string | null, b: string | null): Row[] {
  const marked = rows.slice();
  for (const [mark, key] of [
    ['A', a],
    ['B', b],
  ] as const) {
    const at = key === null ? -1 : rows.findIndex(r => r.key === key);
    if (at < 0) continue;
    const { cells } = rows[at]!;
    marked[at] = { ...rows[at]!, cells: { ...cells, name: { ...(cells['name'] as Cell), mark } } };
  }
  return marked;
}

const statusWords: Record<RunState['status'], string> = {
  starting: 'starting',
  running: 'running',
  paused: 'paused',
  completed: 'completed',
  stopped: 'stopped',
  failed: 'crashed',
  interrupted: 'interrupted',
};
function runRow({ item, status, isOpen }: TreeRun): Row {
  const { name, time } = runLabel(item);
  const { resumedFrom, best } = item;
  const from = resumedFrom
    ? `from ${resumedFrom.id === null ? 'another run' : `run ${resumedFrom.id}`}, step ${formatCount(resumedFrom.step)}`
    : '';
  const metric = best && !isOpen ? `${best.metric === 'val_loss' ? 'val ' : ''}${lossText(best.value)}` : '';
  const icon = statusIcons[status];
  return {
    key: `run ${item.key}`,
    level: 0,
    isExpanded: isOpen,
    isSelectable: true,
    cells: {
      name: {
        text: name,
        small: [statusWords[status], from || time, metric].filter(Boolean).join(' · '),
        ...(icon ? { icon } : { isSpinning: true }),
        title: [`${name}, ${statusWords[status]}`, `began ${time}`, from && `resumed ${from}`]
          .filter(Boolean)
          .join('; '),
        span: 4,
      },
    },
  };
}

function stepRows(
  { item, checkpoints, error, status, resumedBy }: TreeRun,
  filter: ReturnType<typeof parseCheckpointFilter>,
  sort: TableSort | null,
): { rows: Row[]; found: number } {
  const says = (small: string): Row => ({
    key: `none ${item.key}`,
    level: 1,
    isMuted: true,
    cells: { name: { small, span: 4 } },
  });
  if (error) return { rows: [says(error)], found: 0 };
  if (!checkpoints) return { rows: [says('Reading …')], found: 0 };
  const kept = checkpoints.filter(isKept);
  const metric = checkpointMetric(checkpoints);
  const best = bestCheckpoint(kept);
  const last = kept.at(-1);
  const run = `run ${item.id} ${item.program}`;
  const badgesOf = (c: CheckpointRecord): CheckpointBadge[] => [
    ...(c === last ? (['last'] as const) : []),
    ...(c === best ? (['best'] as const) : []),
    ...(c.pinned ? (['pinned'] as const) : []),
    ...(resumedBy.has(c.path) ? (['resumed'] as const) : []),
  ];
  const found = kept.filter(c => !filter || filter({ record: c, badges: badgesOf(c), run }));
  const rows: Row[] = sorted(found, metric, sort).map(c => stepRow(item.key, c, metric, badgesOf(c), resumedBy));
  const dropped = checkpoints.filter(c => c.dropped && !c.isTrashed).length;
  const deleted = checkpoints.filter(c => c.isTrashed).length;
  const gone = [dropped && `${dropped} dropped`, deleted && `${deleted} deleted`].filter(Boolean).join(', ');
  if (gone && !filter)
    rows.push({
      key: `dropped ${item.key}`,
      level: 1,
      isMuted: true,
      isSelectable: dropped > 0,
      cells: {
        name: dropped
          ? { small: `${gone}:`, link: `keep more than ${kept.length}`, span: 4 }
          : { small: gone, span: 4 },
      },
    });
  if (!checkpoints.length)
    rows.push(says(isEnded(status) ? 'no checkpoint' : 'none yet: the first one comes before step 1'));
  return { rows, found: found.length };
}

function sorted(
  kept: readonly CheckpointRecord[],
  metric: 'val_loss' | 'loss',
  sort: TableSort | null,
): CheckpointRecord[] {
  if (!sort) return kept.toReversed();
  const value = (c: CheckpointRecord): number | null =>
    ({ name: c.step, epoch: c.epoch, loss: c.metrics[metric] ?? null, size: c.sizeBytes })[sort.column] ?? null;
  const way = sort.isDescending ? -1 : 1;
  return kept.toSorted((x, y) => {
    const [p, q] = [value(x), value(y)];
    // What has no figure stands last, either way.
    if (p === null || q === null) return Number(p === null) - Number(q === null) || y.step - x.step;
    return way * (p - q) || y.step - x.step;
  });
}

function stepRow(
  key: string,
  c: CheckpointRecord,
  metric: 'val_loss' | 'loss',
  badges: readonly CheckpointBadge[],
  resumedBy: ReadonlyMap<string, string>,
): Row {
  const step = `step ${formatCount(c.step)}`;
  const by = resumedBy.get(c.path);
  return {
    key: checkpointKey(key, c.path),
    level: 1,
    isSelectable: true,
    cells: {
      name: {
        text: c.name ?? step,
        ...(c.name && { small: step }),
        icon: { name: 'circle', tone: 'plain' },
        ...(badges.length > 0 && { tags: badges }),
        ...((c.name || by) && { title: [c.name, step, by && `${by} went on from it`].filter(Boolean).join(', ') }),
      },
      epoch: { text: epochText(c.epoch), isMuted: true },
      loss: { text: lossText(c.metrics[metric] ?? null), isMuted: true },
      size: { text: formatBytes(c.sizeBytes), isMuted: true },
    },
  };
}

/** For each run, by its key, the checkpoints that others went on from: path, and the names of those runs. */
export function resumedBy(runs: readonly RunListItem[]): Map<string, Map<string, string>> {
  const by = new Map<string, Map<string, string>>();
  for (const item of runs) {
    const { resumedFrom } = item;
    if (!resumedFrom) continue;
    const path = resumedFrom.path ?? `checkpoints/step-${resumedFrom.step}`;
    const of = by.get(resumedFrom.run) ?? new Map<string, string>();
    by.set(resumedFrom.run, of);
    const before = of.get(path);
    of.set(path, [before, runLabel(item).name].filter(Boolean).join(' and '));
  }
  return by;
}
