import assert from 'node:assert/strict';
import { answerText } from '../../../../webview/models/answer';
import { chanceOf } from '../../../../webview/models/chance';
import { lossAnswer, metricAnswer } from '../../../../webview/models/lossAnswer';
import { metricsOf } from '../../../../webview/models/metricNames';
import { epoch, fit, model, run, step } from './sampleRun';

const answer = (...args: Parameters<typeof lossAnswer>) => answerText(lossAnswer(...args));
const epochs = (losses: number[], valid?: number[]) =>
  losses.map((loss, i) => epoch(i + 1, { loss, ...(valid && { val_loss: valid[i]! }) }));

describe('lossAnswer', () => {
  it('says that there is nothing yet', () => assert.equal(answer(run(), null), 'No step yet.'));
  it('says that there was nothing', () => assert.equal(answer(run({ status: 'failed' }), null), 'No step was made.'));
  it('follows the first epoch', () =>
    assert.equal(
      answer(run({ steps: [step(1, { loss: 2.31 }), step(214, { loss: 0.42 })] }), null),
      'First epoch: 2.31 → 0.420 over 214 steps.',
    ));
  it('does not decide on one epoch', () => {
    assert.equal(answer(run({ epochs: epochs([0.5]) }), null), 'Too early: 1 epoch, loss 0.5000.');
    assert.equal(answer(run({ epochs: epochs([0.5]), status: 'completed' }), null), 'One epoch: loss 0.5000.');
  });
  it('sees overfitting: validation rises while train falls', () =>
    assert.equal(
      answer(run({ epochs: epochs([1, 0.5, 0.3, 0.2], [1, 0.4, 0.5, 0.6]) }), null),
      'Learns, then overfits: no new low since epoch 2.',
    ));
  it('sees a standstill: neither falls', () =>
    assert.equal(
      answer(run({ epochs: epochs([1, 0.5, 0.5, 0.5], [1, 0.4, 0.5, 0.6]) }), null),
      'Has stopped learning: no new low since epoch 2.',
    ));
  it('sees learning', () =>
    assert.equal(
      answer(run({ epochs: epochs([1, 0.5], [1, 0.5]) }), null),
      'Learns: validation loss −50 % in the last epoch.',
    ));
  it('says that there is no validation', () =>
    assert.equal(
      answer(run({ epochs: epochs([1, 0.5]) }), null),
      'Learns: loss −50 % in the last epoch. No validation data.',
    ));
  it('holds a loss against chance', () => {
    const stuck = epochs([2.31, 2.303, 2.3026]);
    assert.equal(answer(run({ epochs: stuck }), chanceOf(model())), 'Does not learn yet: loss 2.30 is that of chance.');
  });
  it('names the step at which the loss was lost, before all else', () => {
    const steps = [step(1), step(12, { loss: null }), step(13, { loss: null })];
    assert.equal(answer(run({ steps, epochs: epochs([1, 0.5]) }), null), 'The loss is not a number since step 12.');
  });
  it('does not take a loss that was never known for a lost one', () =>
    assert.equal(
      answer(run({ steps: [step(1, { loss: null }), step(2, { loss: null })] }), null),
      '2 steps; the loss is not known.',
    ));
  it('keeps models that train in turns apart', () => {
    const fits = [fit({ kind: 'custom', model: 'g' }), fit({ index: 1, kind: 'custom', model: 'd' })];
    const steps = [1, 2, 3, 4].map(n => step(n, { fit: (n - 1) % 2, epoch: null, loss: n }));
    assert.equal(answer(run({ fits, steps }), null), 'g 1.00 → 3.00, d 2.00 → 4.00 over 4 steps.');
  });
});

describe('metricAnswer', () => {
  const accuracies = (values: number[]) =>
    run({ epochs: values.map((acc, i) => epoch(i + 1, { loss: 1, val_acc: acc, acc })) });
  const of = (values: number[]) => {
    const state = accuracies(values);
    return answerText(metricAnswer(state, metricsOf(state.epochs)[0]!));
  };
  it('speaks of errors where the program has accuracies', () => {
    assert.equal(of([0.9]), 'Too early: 10.00 % after 1 epoch.');
    assert.equal(of([0.9, 0.95]), 'Falling: −5.00 points an epoch.');
    assert.equal(of([0.9, 0.98, 0.97, 0.96]), 'Lowest at epoch 2: 2.00 %.');
  });
});

describe('chanceOf', () => {
  it('is ln of the classes for a categorical cross-entropy, however it is spelt', () => {
    for (const loss of [
      'categoricalCrossentropy',
      'sparseCategoricalCrossentropy',
      'softmaxCrossEntropy',
      'tf.losses.softmaxCrossEntropy',
    ])
      assert.deepEqual(chanceOf(model({ loss })), {
        classes: 10,
        loss: Math.log(10),
        lossLabel: 'ln 10: chance',
        error: 0.9,
        errorLabel: '90 %: chance',
      });
  });
  it('is ln 2 for a binary one, whatever the width', () =>
    assert.equal(
      chanceOf(model({ loss: 'binaryCrossentropy', outputs: [{ name: 'o', shape: [null, 1] }] }))?.loss,
      Math.LN2,
    ));
  it('is none for other losses, several outputs, an unknown width, no model', () => {
    const output = { name: 'o', shape: [null, 10] };
    assert.equal(chanceOf(model({ loss: 'meanSquaredError' })), null);
    assert.equal(chanceOf(model({ outputs: [output, output] })), null);
    assert.equal(chanceOf(model({ outputs: [{ name: 'o', shape: [null, null] }] })), null);
    assert.equal(chanceOf(model({ loss: null })), null);
    assert.equal(chanceOf(null), null);
  });
});
