import * as path from 'node:path';
import { checkpointsName } from '../../core/runs/runPaths';
import type { RunListItem } from '../../protocol/panel';
import type { CheckpointRecord } from '../../protocol/run';
import type { CheckpointFilter } from '../../protocol/checkpointFilter';
import { checkpointRows, type CheckpointOrder } from './checkpointRows';
import type { CheckpointNode, RunNode } from './treeNodes';

/** The rows below runs, as the person has asked for them: ordered and filtered. Reads nothing itself. */
export class CheckpointNodes {
  order: CheckpointOrder = 'newest';
  filter: CheckpointFilter | null = null;
  private resumed = new Map<string, Set<string>>();

  /** `recordsOf`: the checkpoints of a run, ascending by step. */
  constructor(private readonly recordsOf: (run: RunNode) => readonly CheckpointRecord[]) {}

  of(run: RunNode, filter: CheckpointFilter | null = this.filter): CheckpointNode[] {
    const rows = checkpointRows(this.recordsOf(run), {
      order: this.order,
      filter,
      run: `run ${run.item.id} ${path.basename(run.program)}`,
      resumedPaths: this.resumed.get(run.runFolder) ?? new Set(),
    });
    return rows.map(row => ({ kind: 'checkpoint', run, ...row }));
  }

  /** Which of all runs are shown: with a filter, those that have something to show. */
  shown(runs: readonly RunNode[]): RunNode[] {
    this.resumed = resumedPaths(runs.map(run => run.item));
    return this.filter === null ? [...runs] : runs.filter(run => this.of(run).length > 0);
  }
}

/** By run folder, the paths of the checkpoints that a run of the list went on from. */
export function resumedPaths(items: readonly Pick<RunListItem, 'resumedFrom'>[]): Map<string, Set<string>> {
  const byRun = new Map<string, Set<string>>();
  for (const { resumedFrom } of items) {
    if (!resumedFrom) continue;
    const { run, step, path: inner = `${checkpointsName}/step-${step}` } = resumedFrom;
    byRun.set(run, (byRun.get(run) ?? new Set()).add(inner));
  }
  return byRun;
}
