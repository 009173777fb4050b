import type { CheckpointRecord } from '../../../../extension/protocol/run';

export const takenAt = new Date(2026, 10, 24, 13, 40).getTime();
export const nowMs = new Date(2026, 10, 24, 14, 0).getTime();

/** A checkpoint of step `step`. */
export const record = (step: number, more: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  fit: 0,
  step,
  epoch: null,
  path: `checkpoints/step-${step}`,
  reason: 'epoch',
  time: takenAt,
  sizeBytes: 5_100_000,
  parameters: 10,
  metrics: {},
  changes: {},
  pinned: false,
  dropped: false,
  ...more,
});
