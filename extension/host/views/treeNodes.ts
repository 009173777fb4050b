import type { RunListItem } from '../../protocol/panel';
import type { CheckpointRecord } from '../../protocol/run';
import type { TreeRow } from './runTree';

export interface RunNode {
  kind: 'run';
  item: RunListItem;
  /** Absolute. */
  program: string;
  runFolder: string;
}

export interface CheckpointNode {
  kind: 'checkpoint';
  run: RunNode;
  /** null: the row that says what was dropped. */
  record: CheckpointRecord | null;
  /** The one before it in time, kept or dropped. */
  previous: CheckpointRecord | null;
  row: TreeRow;
}

/** A row of the view Checkpoints; also the argument of the commands in its context menu. */
export type TreeNode = RunNode | CheckpointNode;
