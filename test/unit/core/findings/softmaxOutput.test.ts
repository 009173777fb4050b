import assert from 'node:assert/strict';
import { LayerGraph } from '../../../../extension/core/findings/layerGraph';
import { overConfidentLogits } from '../../../../extension/core/findings/overConfidentLogits';
import { isClassifying, softmaxOutputs, sureness } from '../../../../extension/core/findings/softmaxOutput';
import { uniformLogits } from '../../../../extension/core/findings/uniformLogits';
import { summarize } from '../../../../extension/core/stats/summarize';
import type { Summary } from '../../../../extension/protocol/summary';
import { fitInfo, modelInfo } from '../runs/runFixtures';
import {
  chain,
  dense,
  figures,
  layerOf,
  plain,
  progressFindings,
  snapshotFindings,
  snapshotOf,
} from './findingFixtures';

const ending = (activation: string, loss: string) => ({
  ...modelInfo('net', [
    chain('hidden', 'unused')[0]!,
    dense('out', ['hidden'], { activation, outputShape: [null, 10] }),
  ]),
  loss,
});
const outputOf = (logits: Summary, probabilities: Summary | null = null) =>
  snapshotOf([
    layerOf('hidden', { preActivations: [figures(1)], activations: [figures(1)] }),
    layerOf('out', { preActivations: [logits], activations: [probabilities ?? logits] }),
  ]);
const onLogits = ending('linear', 'softmaxCrossEntropy');

/** Normal numbers (Box and Muller) from a fixed seed, and their softmax, in rows of `classes`. */
function rows(spread: number, classes: number, count: number): { logits: Float32Array; probabilities: Float32Array } {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const logits = Float32Array.from({ length: classes * count }, () => spread * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())); // prettier-ignore
  const probabilities = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += classes) {
    const row = logits.subarray(at, at + classes);
    const exps = row.map(x => Math.exp(x - Math.max(...row)));
    const sum = exps.reduce((a, b) => a + b);
    probabilities.set(exps.map(x => x / sum), at); // prettier-ignore
  }
  return { logits, probabilities };
}

describe('softmaxOutput', () => {
  it('is a softmax at the end, or logits for a loss that takes them', () => {
    const found = (model: ReturnType<typeof ending>) =>
      softmaxOutputs(model, outputOf(figures(3), figures(0.1)), new LayerGraph(model)).map(o => [o.logits?.std, o.probabilities?.std]); // prettier-ignore
    assert.deepEqual(found(ending('softmax', 'categoricalCrossentropy')), [[3, 0.1]]);
    assert.deepEqual(found(ending('linear', 'softmaxCrossEntropy')), [[0.1, undefined]]);
    assert.deepEqual(found(ending('linear', 'categoricalCrossentropy')), []);
    assert.deepEqual(found(ending('relu', 'softmaxCrossEntropy')), []);
    const pooled = { ...onLogits, layers: [...onLogits.layers, plain('sum', 'Add', ['out'])] };
    assert.deepEqual(found(pooled), []);
  });
  it('of bare logits says how sure they are within 0.08 of what their softmax would', () => {
    for (const classes of [2, 10, 100])
      for (const spread of [0.01, 0.1, 1, 3, 10, 100, 1e5]) {
        const { logits, probabilities } = rows(spread, classes, 4000 / classes);
        const [bare, real] = [summarize(logits), summarize(probabilities)];
        const [layer] = onLogits.layers;
        const estimate = sureness({ layer: layer!, source: layer!, classes, logits: bare, probabilities: null });
        const exact = sureness({ layer: layer!, source: layer!, classes, logits: bare, probabilities: real });
        const isFar = Math.abs(estimate - exact) > 0.08;
        assert.ok(
          !isFar || (estimate < exact && classes > 10),
          `${classes} classes, ±${spread}: ${estimate}, ${exact}`,
        );
      }
  });
  it('belongs to classification by the loss', () => {
    for (const loss of ['softmaxCrossEntropy', 'categoricalCrossentropy', 'sparseCategoricalCrossentropy'])
      assert.ok(isClassifying(ending('linear', loss)), loss);
    for (const loss of ['meanSquaredError', 'sigmoidCrossEntropy', 'custom'])
      assert.ok(!isClassifying(ending('linear', loss)), loss);
  });

  describe('rules on bare logits', () => {
    const confident = (spread: number) => snapshotFindings(overConfidentLogits, outputOf(figures(spread)), onLogits);
    it('over-confident: logits that are large before training', () => {
      const [found] = confident(4e4);
      assert.deepEqual([found?.layer, found?.evidence.logitSpread, found?.evidence.probabilityMax], ['out', 4e4, null]);
      assert.equal(confident(5).length, 0);
    });
    it('uniform: a loss that stays at ln(classes) with logits that are alike', () => {
      const first = outputOf(figures(4e-4));
      const later = { ...first, step: 80, epoch: 2 };
      const losses = Array.from({ length: 80 }, (_, i) => ({ step: i + 1, count: 1, loss: 2.3026 }));
      const said = (snapshot: typeof later) =>
        progressFindings(uniformLogits, fitInfo(0, 'net'), onLogits, { losses, snapshot, first });
      assert.equal(said(later).length, 1);
      assert.deepEqual(said({ ...outputOf(figures(2)), step: 80, epoch: 2 }), []);
    });
  });
});
