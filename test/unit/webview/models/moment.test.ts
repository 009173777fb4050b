import assert from 'node:assert/strict';
import {
  momentBy,
  momentChoices,
  momentLabel,
  momentsOf,
  snapshotAt,
  snapshotsOf,
} from '../../../../webview/models/moment';
import { epoch, fit, run } from './sampleRun';

const ref = (step: number, model = 'm') => ({ fit: 0, model, step, epoch: step / 10 });

describe('moments', () => {
  const state = run({
    snapshots: [ref(20), ref(0), ref(10), ref(10, 'other')],
    epochs: [epoch(1, {}), epoch(2, {}), epoch(3, {})],
  });

  it('are epochs and snapshots, each once, in order', () =>
    assert.deepEqual(
      momentsOf(state).map(m => m.step),
      [0, 10, 20, 30],
    ));
  it('are named by epoch, by step, by fit', () => {
    assert.equal(momentLabel(state, ref(0)), 'init');
    assert.equal(momentLabel(state, ref(20)), 'epoch 2');
    assert.equal(momentLabel(state, ref(25)), 'step 25');
    const two = run({ fits: [fit(), fit({ index: 1, firstStep: 40 })] });
    assert.equal(momentLabel(two, { fit: 1, step: 60, epoch: 2 }), 'fit 2 · epoch 2');
    assert.equal(
      momentLabel(run({ fits: [fit({ kind: 'custom' })] }), { fit: 0, step: 4000, epoch: null }),
      'step 4,000',
    );
  });
  it('show the last snapshot up to them, of the model', () => {
    const refs = snapshotsOf(state, 'm');
    assert.deepEqual(
      refs.map(r => r.step),
      [0, 10, 20],
    );
    assert.equal(snapshotAt(refs, { fit: 0, step: 15 })?.step, 10);
    assert.equal(snapshotAt(refs, null)?.step, 20);
    assert.equal(snapshotAt([], null), null);
  });
  it('move within the first and the last', () => {
    const all = momentsOf(state);
    assert.equal(momentBy(all, null, -1)?.step, 20);
    assert.equal(momentBy(all, { fit: 0, step: 20 }, 1)?.step, 30);
    assert.equal(momentBy(all, { fit: 0, step: 0 }, -1)?.step, 0);
    assert.equal(momentBy(all, { fit: 0, step: 30 }, 5)?.step, 30);
    assert.equal(momentBy([], null, 1), null);
  });
  it('are few in a dropdown, with first, last and those that are wanted', () => {
    const many = Array.from({ length: 1000 }, (_, step) => ({ fit: 0, step }));
    const choices = momentChoices(many, [{ fit: 0, step: 777 }, null]);
    assert.ok(choices.length <= 43);
    assert.deepEqual([choices[0]!.step, choices.at(-1)!.step], [999, 0]);
    assert.ok(choices.some(c => c.step === 777));
  });
});
