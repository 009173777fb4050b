import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bestMetric } from '../../../../extension/core/runs/bestMetric';
import { checkpointsToDrop } from '../../../../extension/core/runs/checkpointRetention';
import type { CheckpointRecord, Metrics } from '../../../../extension/protocol/run';

const record = (step: number, metrics: Metrics, change: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  ...{ fit: 0, step, epoch: null, path: `checkpoints/step-${step}`, reason: 'epoch', time: step, sizeBytes: 10 },
  ...{ parameters: 1, metrics, changes: {}, pinned: false, dropped: false },
  ...change,
});
const steps = (records: CheckpointRecord[]) => records.map(r => r.step);

describe('checkpointsToDrop', () => {
  it('keeps first, last, best and pinned, and stays within the limits where it can', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ loss: fc.option(fc.double({ noNaN: true })), size: fc.nat(100), pinned: fc.boolean() })),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 500 }),
        (list, maxCount, maxBytes) => {
          const records = list.map(({ loss, size, pinned }, i) =>
            record(i * 10, { loss }, { sizeBytes: size, pinned }),
          );
          const dropped = new Set(checkpointsToDrop(records, { maxCount, maxBytes }, () => 'net'));
          const kept = records.filter(r => !dropped.has(r));
          const best = bestMetric(records);
          const safe = records.filter((r, i) => r.pinned || i === 0 || i === records.length - 1 || i === best?.index);
          for (const r of safe) assert.ok(!dropped.has(r));
          const bytes = kept.reduce((sum, r) => sum + r.sizeBytes, 0);
          const isWithin = kept.length <= maxCount && bytes <= maxBytes;
          assert.ok(isWithin || kept.every(r => safe.includes(r)));
        },
      ),
    ));

  it('leaves those that stay spread over the run', () => {
    let records: CheckpointRecord[] = [];
    for (let step = 0; step <= 1000; step += 10) {
      records.push(record(step, {}));
      const gone = checkpointsToDrop(records, { maxCount: 6, maxBytes: 1e9 }, () => 'net');
      records = records.filter(r => !gone.includes(r));
    }
    const kept = steps(records);
    assert.equal(kept.length, 6);
    const gaps = kept.slice(1).map((step, i) => step - kept[i]!);
    assert.ok(Math.max(...gaps) <= 500, kept.join(' '));
  });

  it('keeps the best of each model, not of each of a hundred calls of fit', () => {
    const records = Array.from({ length: 100 }, (_, i) => record(i, { loss: 100 - i }, { fit: i }));
    const models = checkpointsToDrop(records, { maxCount: 3, maxBytes: 1e9 }, () => 'net');
    assert.equal(records.length - models.length, 3);
    const gan = checkpointsToDrop(records, { maxCount: 1, maxBytes: 1e9 }, fit => (fit % 2 ? 'g' : 'd'));
    assert.equal(records.length - gan.length, 3);
  });

  it('does not count those that were dropped before', () => {
    const records = [record(0, {}), record(1, {}, { dropped: true }), record(2, {}), record(3, {})];
    assert.deepEqual(
      checkpointsToDrop(records, { maxCount: 3, maxBytes: 1e9 }, () => 'net'),
      [],
    );
  });
});

describe('bestMetric', () => {
  it('is the lowest validation loss, else the lowest loss, the first of equal ones', () => {
    const of = (...list: Metrics[]) => bestMetric(list.map(metrics => ({ metrics })));
    assert.deepEqual(of({ loss: 1, val_loss: 3 }, { loss: 2, val_loss: 2 }, { loss: 0 }), {
      ...{ metric: 'val_loss', value: 2, index: 1 },
    });
    assert.deepEqual(of({ loss: null, val_loss: null }, { loss: 2 }, { loss: 2 }), {
      metric: 'loss',
      value: 2,
      index: 1,
    });
    assert.equal(of({ acc: 1 }, {}), null);
    assert.equal(of(), null);
  });
});
