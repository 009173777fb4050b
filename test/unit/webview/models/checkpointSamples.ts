import type { RunListItem } from '../../../../extension/protocol/panel';
import type { CheckpointRecord } from '../../../../extension/protocol/run';

export const checkpoint = (step: number, patch: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  fit: 0,
  step,
  epoch: step / 10,
  path: `checkpoints/step-${step}`,
  reason: 'epoch',
  time: 0,
  sizeBytes: 5_100_000,
  parameters: 421_642,
  metrics: { loss: 1 / (step + 1) },
  changes: {},
  pinned: false,
  dropped: false,
  ...patch,
});
export const listItem = (id: number, patch: Partial<RunListItem> = {}): RunListItem => ({
  key: `/runs/${id}`,
  id,
  status: 'completed',
  startedAt: 0,
  program: 'train.ts',
  best: null,
  ...patch,
});
