import type { RunListItem } from '../../protocol/panel';
import type { CheckpointRow } from './checkpointRows';

export interface RunNode {
  kind: 'run';
  item: RunListItem;
  /** Absolute. */
  program: string;
  runFolder: string;
}

export interface CheckpointNode extends CheckpointRow {
  kind: 'checkpoint';
  run: RunNode;
}

/** A row of the view Checkpoints; also the argument of the commands in its context menu. */
export type TreeNode = RunNode | CheckpointNode;

export const isTreeNode = (value: unknown): value is TreeNode =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'run' || value.kind === 'checkpoint');
