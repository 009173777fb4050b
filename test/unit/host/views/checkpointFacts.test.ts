import assert from 'node:assert/strict';
import { checkpointFacts } from '../../../../extension/host/views/checkpointFacts';
import type { CheckpointRecord } from '../../../../extension/protocol/run';

const record = (metrics: CheckpointRecord['metrics'], changes: CheckpointRecord['changes'] = {}): CheckpointRecord => ({
  fit: 0,
  step: 10,
  epoch: 1,
  path: 'checkpoints/step-10',
  reason: 'epoch',
  time: 0,
  sizeBytes: 1,
  parameters: 1,
  metrics,
  changes,
  pinned: false,
  dropped: false,
});

describe('checkpointFacts', () => {
  it('is empty before training', () => assert.deepEqual(checkpointFacts(record({}), null), []));

  it('shows metrics, the validation loss first, with their change', () => {
    assert.deepEqual(
      checkpointFacts(record({ acc: 0.9, loss: 0.5, val_loss: 0.0391 }), record({ val_loss: 0.0417, loss: 0 })),
      [
        { name: 'validation loss', value: '0.0391', change: '−6.2 %' },
        { name: 'loss', value: '0.5000', change: '' },
        { name: 'acc', value: '0.9000', change: '' },
      ],
    );
  });

  it('says that a metric is not finite, and which tensor moved most', () => {
    assert.deepEqual(
      checkpointFacts(record({ loss: null }, { 'm/a/kernel': 0.041, 'm/b/bias': null, 'm/c/kernel': 0.01 }), null),
      [
        { name: 'loss', value: 'not finite', change: '' },
        { name: 'weights moved at most', value: '4.1 %', change: 'in m/a/kernel' },
      ],
    );
  });

  it('shows six metrics at most', () => {
    const metrics = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`metric${i}`, i]));
    assert.equal(checkpointFacts(record(metrics), null).length, 6);
  });
});
