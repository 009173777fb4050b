import type { CheckpointRecord } from '../../extension/protocol/run';
import type { Moment } from './moment';

/** A checkpoint and the run it is of. */
export interface RunCheckpoint {
  key: string;
  record: CheckpointRecord;
}
export const isSameCheckpoint = (a: RunCheckpoint | null, b: RunCheckpoint | null): boolean =>
  a !== null && b !== null && a.key === b.key && a.record.path === b.record.path;

/** True for one that can be opened: neither dropped by retention nor deleted. */
export const isKept = (c: CheckpointRecord): boolean => !c.dropped && !c.isTrashed;

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
    if (typeof value !== 'number' || !isKept(c) || c.step === 0) continue;
    if (!best || value < best.metrics[metric]!) best = c;
  }
  return best;
}

/** The checkpoint that a moment shows: the last kept one up to it; the first kept one where it is before all. */
export function checkpointAt(checkpoints: readonly CheckpointRecord[], moment: Moment | null): CheckpointRecord | null {
  const kept = checkpoints.filter(isKept);
  if (!moment) return kept.at(-1) ?? null;
  return kept.findLast(c => c.step <= moment.step) ?? kept[0] ?? null;
}

/** `2`, `2.5`; empty where epochs are not counted. */
export const epochText = (epoch: number | null): string => (epoch === null ? '' : String(Number(epoch.toFixed(2))));
