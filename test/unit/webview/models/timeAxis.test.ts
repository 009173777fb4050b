import assert from 'node:assert/strict';
import { timeAxis } from '../../../../webview/models/timeAxis';
import { epoch, fit, run, step } from './sampleRun';

describe('timeAxis', () => {
  it('is the whole plan in epochs, with the future after what is done', () => {
    const axis = timeAxis(run({ steps: [step(1), step(25)], epochs: [epoch(1, {}), epoch(2, {})] }));
    assert.deepEqual([axis.unit, axis.min, axis.max, axis.now, axis.hasFuture], ['epoch', 0, 12, 2.5, true]);
    assert.equal(axis.position({ fit: 0, step: 20, epoch: 2 }), 2);
  });

  it('ends where the run ended', () => {
    const axis = timeAxis(run({ status: 'stopped', steps: [step(25)], epochs: [epoch(2, {})] }));
    assert.deepEqual([axis.max, axis.hasFuture], [2.5, false]);
  });

  it('is the first epoch alone, in steps, while that one runs', () => {
    const axis = timeAxis(run({ steps: [step(1), step(5)] }));
    assert.deepEqual([axis.min, axis.max, axis.firstEpochSteps], [0, 1, 10]);
  });

  it('puts fits one after the other and says where each begins', () => {
    const axis = timeAxis(
      run({
        fits: [fit({ epochs: 2 }), fit({ index: 1, epochs: 3, firstStep: 20 })],
        steps: [step(20), step(25, { fit: 1, epoch: 0.5 })],
        epochs: [epoch(1, {}), epoch(2, {})],
      }),
    );
    assert.equal(axis.max, 5);
    assert.equal(axis.position({ fit: 1, step: 25, epoch: 0.5 }), 2.5);
    assert.deepEqual(axis.boundaries, [{ at: 2, label: 'fit 2' }]);
  });

  it('names the models where the fits train different ones', () => {
    const axis = timeAxis(run({ fits: [fit({ epochs: 1 }), fit({ index: 1, model: 'decoder' })], steps: [step(10)] }));
    assert.deepEqual(
      axis.boundaries.map(b => b.label),
      ['decoder'],
    );
  });

  it('leaves boundaries out where there are too many fits', () => {
    const fits = Array.from({ length: 40 }, (_, index) => fit({ index, epochs: 1 }));
    const axis = timeAxis(
      run({ fits, epochs: fits.map(f => epoch(1, {}, { fit: f.index, step: (f.index + 1) * 10 })) }),
    );
    assert.equal(axis.boundaries.length, 0);
    assert.equal(axis.position({ fit: 39, step: 400, epoch: 1 }), 40);
  });

  it('keeps the epochs of a fit that begins at a later one', () => {
    const axis = timeAxis(
      run({ fits: [fit({ initialEpoch: 5 })], steps: [step(3, { epoch: 5.3 })], epochs: [epoch(6, {})] }),
    );
    assert.deepEqual([axis.min, axis.max], [5, 12]);
    assert.equal(axis.position({ fit: 0, step: 3, epoch: 5.3 }), 5.3);
  });

  it('counts steps in a loop that knows no epochs', () => {
    const axis = timeAxis(run({ fits: [fit({ kind: 'custom', epochs: null })], steps: [step(7, { epoch: null })] }));
    assert.deepEqual([axis.unit, axis.max, axis.hasFuture], ['step', 7, false]);
    assert.equal(axis.position({ fit: 0, step: 7, epoch: null }), 7);
  });

  it('counts steps where models train in turns, without a boundary at each', () => {
    const axis = timeAxis(
      run({
        fits: [fit({ kind: 'trainOnBatch' }), fit({ index: 1, kind: 'trainOnBatch' })],
        steps: [step(1), step(2, { fit: 1 }), step(3)],
      }),
    );
    assert.equal(axis.isInTurns, true);
    assert.deepEqual(axis.boundaries, []);
  });

  it('has a length before anything has happened', () => {
    const axis = timeAxis(run({ fits: [] }));
    assert.ok(axis.max > axis.min);
  });
});
