import assert from 'node:assert/strict';
import { checkpointFacts, resumeFact } from '../../../../language/figures/checkpointFacts';
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
        { name: 'weights moved most', value: '4.1 %', change: 'in a/kernel' },
        { name: '', value: '1.0 %', change: 'in c/kernel' },
      ],
    );
  });

  it('names the three tensors that moved most', () => {
    const changes = Object.fromEntries([0.01, 12, 0.5, 0.02].map((change, i) => [`m/${i}/kernel`, change]));
    assert.deepEqual(
      checkpointFacts(record({}, changes), null).map(f => `${f.value} ${f.change}`),
      ['×12 in 1/kernel', '50 % in 2/kernel', '2.0 % in 3/kernel'],
    );
  });

  it('names the model where there are several', () => {
    const facts = checkpointFacts(record({}, { 'generator/a/kernel': 0.5, 'critic/a/kernel': 0.1 }), null);
    assert.deepEqual(
      facts.map(f => f.change),
      ['in generator/a/kernel', 'in critic/a/kernel'],
    );
  });

  it('shows the learning rate, and what it was where it is another one', () => {
    const before = { ...record({}), learningRate: 0.001 };
    const rate = (value: number) => checkpointFacts({ ...record({}), learningRate: value }, before);
    assert.deepEqual(rate(0.001), [{ name: 'learning rate', value: '1e−3', change: '' }]);
    assert.deepEqual(rate(0.0003), [{ name: 'learning rate', value: '3e−4', change: 'was 1e−3' }]);
  });

  it('shows six metrics at most', () => {
    const metrics = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`metric${i}`, i]));
    assert.equal(checkpointFacts(record(metrics), null).length, 6);
  });
});

describe('resumeFact', () => {
  const fact = (optimizers: string[] | undefined, epoch: number | null = 1) =>
    resumeFact({ ...record({}), epoch, ...(optimizers && { optimizers }) });
  it('says nothing of a checkpoint that does not tell', () => assert.equal(fact(undefined), null));
  it('says that fit goes on exactly', () =>
    assert.deepEqual(fact(['Adam']), { name: 'optimizer', value: 'Adam', change: 'exact resume' }));
  it('promises no more than the state for a loop of one’s own', () =>
    assert.deepEqual(fact(['Adam', 'SGD'], null), {
      name: 'optimizers',
      value: 'Adam, SGD',
      change: 'its state is kept',
    }));
  it('says that there is no optimizer', () => assert.equal(fact([])?.value, 'none'));
});
