import assert from 'node:assert/strict';
import { overConfidentLogits } from '../../../../extension/core/findings/overConfidentLogits';
import type { ProgressContext } from '../../../../extension/core/findings/findingRule';
import type { LayerInfo } from '../../../../extension/protocol/model';
import type { Snapshot } from '../../../../extension/protocol/run';
import { chain, dense, figures, plain, progressFindings } from './findingFixtures';
import { assertWhole, at, compiled, compileSite, conclude, fitOf, layersOf } from './layerFixtures';

const ten = { outputShape: [null, 10] };
const classifier = (layers: LayerInfo[] = chain('a', 'b', 'c')) =>
  compiled(
    layers.map((l, i) => (i === layers.length - 1 ? { ...l, ...ten } : l)),
    { loss: 'categoricalCrossentropy' },
  );
/** Spread of the probabilities of ten classes where each row is this sure: 1 has a single 1 in each. */
const sure = (share: number) => figures(share * 0.3, { count: 320, mean: 0.1, min: 0, max: 1 });
const outputs = (logits: number, share: number, step = 0): Snapshot =>
  at(step, {
    b: { preActivations: [figures(logits / 9)] },
    c: { preActivations: [figures(logits, { count: 320 })], activations: [sure(share)] },
  });

describe('over-confident-logits', () => {
  it('finds a softmax that is sure before training, and names the size of the logits', () => {
    const [finding, ...others] = conclude(overConfidentLogits, outputs(6000, 0.99), classifier());
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Logits of c reach ±18,000 before training');
    assert.equal(finding!.layer, 'c');
    assert.match(finding!.remedies[0]!.label, /^Use heNormal on .*glorotNormal on c$/);
  });

  it('lets logits be of the size that good weights give, and small ones be sure by bias', () => {
    for (const [logits, share] of [
      [1, 0.3],
      [3, 0.7],
      [30, 0.89],
      [4.9, 0.99],
    ] as const)
      assert.deepEqual(conclude(overConfidentLogits, outputs(logits, share), classifier()), [], `${logits}`);
  });

  it('takes softmax as a layer of its own, and not one inside the network', () => {
    const apart = [
      ...chain('a', 'b'),
      dense('c', ['b'], { activation: 'linear' }),
      plain('s', 'Softmax', ['c'], { activation: 'softmax' }),
    ];
    const snapshot = at(0, { c: { preActivations: [figures(900)] }, s: { activations: [sure(1)] } });
    assert.deepEqual(layersOf(conclude(overConfidentLogits, snapshot, classifier(apart))), ['c']);
    const inside = [...apart, dense('d', ['s'])];
    assert.deepEqual(conclude(overConfidentLogits, snapshot, classifier(inside)), []);
  });

  it('looks at the snapshot before training; later only where the loss is worse than guessing', () => {
    const first = outputs(1, 0.2);
    const later = outputs(600, 0.98, 40);
    assert.deepEqual(conclude(overConfidentLogits, later, classifier(), { first, previous: first }), []);
    const progress = (loss: number | null, change: Partial<ProgressContext> = {}) => {
      const found = progressFindings(overConfidentLogits, fitOf(), classifier(), {
        ...{ losses: [{ step: 40, count: 5, loss }], snapshot: later, first, learningRate: 10 },
        ...change,
      });
      found.forEach(assertWhole);
      return found;
    };
    // Twice ln 10 is 4.605.
    assert.deepEqual(
      [0.001, 4.6, null].map(loss => progress(loss)),
      [[], [], []],
    );
    const [finding] = progress(9.3);
    assert.equal(finding!.message, 'c is sure and wrong: loss 9.3000');
    assert.deepEqual(finding!.remedies[0]!.edits, [{ kind: 'setLearningRate', site: compileSite, rate: 0.01 }]);
    assert.deepEqual(progress(9.3, { snapshot: outputs(2, 0.5, 40) }), []);
    assert.deepEqual(progress(9.3, { snapshot: first }), []);
  });

  it('says nothing where nothing is known of the output', () => {
    assert.deepEqual(conclude(overConfidentLogits, at(0, {}), classifier()), []);
    const nan = at(0, { c: { activations: [figures(1, { std: null, mean: null, nan: 1000 })] } });
    assert.deepEqual(conclude(overConfidentLogits, nan, classifier()), []);
  });
});
