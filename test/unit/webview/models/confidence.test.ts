import assert from 'node:assert/strict';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { emptyLayerSnapshot, type LayerSnapshot, type Snapshot } from '../../../../extension/protocol/run';
import { answerText } from '../../../../webview/models/answer';
import { certainShare, confidenceAnswer, lossAt } from '../../../../webview/models/confidence';
import { outputDistributions, type OutputDistributions } from '../../../../webview/models/outputLayer';
import { epoch, layer, model, run, step } from './sampleRun';

const of = (values: ArrayLike<number>) => summarizeInJavaScript(Float32Array.from(values));
const outputs = (logits: number[], probabilities: number[], width = 10): OutputDistributions => ({
  logits: { layer: 'out', summary: of(logits) },
  probabilities: { layer: 'out', summary: of(probabilities) },
  classes: width === 1 ? 2 : width,
  width,
});
const say = (o: OutputDistributions, loss: number | null, isUntrained = false) =>
  answerText(confidenceAnswer(o, loss, isUntrained));
const oneHot = Array.from({ length: 200 }, (_, i) => (i % 10 === 3 ? 1 : 0));
const alike = Array.from({ length: 200 }, (_, i) => 0.1 + 1e-4 * Math.sin(i));

describe('confidenceAnswer', () => {
  it('tells over-confidence by what it costs', () =>
    assert.equal(
      say(outputs([-5e5, 5e5], oneHot), 15083),
      'Over-confident: 100 % of the examples have one class at 0.99 and above; the loss of 15,083 is 6,550 times ln 10 = 2.3026.',
    ));
  it('tells it before training without a loss', () =>
    assert.match(say(outputs([-5e5, 5e5], oneHot), null, true), /^Over-confident: /));
  it('does not blame a network that is sure and right', () =>
    assert.equal(
      say(outputs([-9, 12], oneHot), 0.03),
      'Logits within [−9.00, 12.0]; 100 % of the examples have a class for certain; loss 0.0300 against ln 10 = 2.3026.',
    ));
  it('tells a network that tells nothing apart', () => {
    assert.equal(
      say(outputs([-0.003, 0.003], alike), 2.3026),
      'Tells nothing apart: all probabilities are near 0.10, and the loss 2.3026 = ln 10.',
    );
    assert.equal(say(outputs([-0.003, 0.003], alike), 1.2), 'Tells nothing apart: all probabilities are near 0.10.');
  });
  it('says first what is broken', () =>
    assert.equal(say(outputs([NaN, 1], oneHot), null), 'The outputs hold NaN or infinity, out first of them.'));
  it('knows both ends of a sigmoid', () => {
    assert.equal(certainShare(outputs([-9, 9], [0.999, 0.001, 0, 0.5], 1)), 0.75);
    assert.match(say(outputs([-900, 900], [1, 0, 1, 0], 1), 50), /^Over-confident.* times ln 2 = 0\.6931\.$/);
  });
});

describe('lossAt', () => {
  const trained = run({ steps: [step(1, { loss: 2.4 }), step(10, { loss: 1 })], epochs: [epoch(1, { loss: 1.5 })] });
  it('is of the epoch, else of the step before, else of the first', () =>
    assert.deepEqual(
      [10, 5, 0].map(s => lossAt(trained, { fit: 0, step: s })),
      [1.5, 2.4, 2.4],
    ));
  it('is none in an inspection', () => assert.equal(lossAt(run({ steps: [] }), { fit: 0, step: 0 }), null));
});

describe('outputDistributions', () => {
  const shot = (...layers: LayerSnapshot[]): Snapshot => ({
    fit: 0,
    model: 'm',
    step: 0,
    epoch: 0,
    probed: 32,
    note: null,
    layers,
  });
  const taken = (name: string, pre: number[], post: number[]): LayerSnapshot => ({
    ...emptyLayerSnapshot(name),
    preActivations: pre.length ? [of(pre)] : [],
    activations: [of(post)],
  });
  const built = (...layers: ReturnType<typeof layer>[]) =>
    model({ layers, outputs: [{ name: layers.at(-1)!.name, shape: layers.at(-1)!.outputShape! }] });
  const out = (patch: Parameters<typeof layer>[1]) => layer('out', { outputShape: [null, 10], ...patch });

  it('has both of a softmax in the layer itself', () => {
    const found = outputDistributions(built(out({ activation: 'softmax' })), shot(taken('out', [-1, 1], [0.1, 0.9])))!;
    assert.deepEqual([found.logits!.summary.max, found.classes], [1, 10]);
    assert.equal(found.probabilities!.summary.count, 2);
  });
  it('takes the layer before a softmax that stands alone', () => {
    const m = built(
      layer('dense', { activation: 'linear', outputShape: [null, 10] }),
      out({ className: 'Softmax', activation: null, parameters: 0, weights: [], inbound: ['dense'] }),
    );
    const found = outputDistributions(m, shot(taken('dense', [], [-7, 7]), taken('out', [], [0.1])))!;
    assert.deepEqual([found.logits!.layer, found.logits!.summary.max], ['dense', 7]);
  });
  it('has logits alone where the loss takes them', () => {
    const m = { ...built(out({ activation: 'linear' })), loss: 'softmaxCrossEntropy' };
    const found = outputDistributions(m, shot(taken('out', [], [-3, 3])))!;
    assert.deepEqual([found.logits!.summary.max, found.probabilities], [3, null]);
    assert.match(answerText(confidenceAnswer(found, 2, false)), /^Logits within \[−3.00, 3.00\]; loss 2.0000/);
  });
  it('has none of a regression, of many sigmoids, of a width that nobody knows', () => {
    const any = shot(taken('out', [1], [1]));
    assert.equal(outputDistributions(built(out({ activation: 'linear' })), any), null);
    assert.equal(outputDistributions(built(out({ activation: 'sigmoid' })), any), null);
    assert.equal(outputDistributions(built(out({ activation: 'softmax', outputShape: [null, null] })), any), null);
    assert.equal(outputDistributions(built(out({ activation: 'softmax', outputShape: [null, 1] })), any), null);
    assert.equal(outputDistributions(built(out({ activation: 'softmax' })), null), null);
  });
});
