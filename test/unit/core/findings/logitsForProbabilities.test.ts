import assert from 'node:assert/strict';
import { logitsForProbabilities } from '../../../../extension/core/findings/logitsForProbabilities';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import type { LayerInfo } from '../../../../extension/protocol/model';
import { compileSite, foundOf, oneHot, output, span, twoLayers } from './dataFixtures';
import { figures, plain } from './findingFixtures';

type Output = Partial<DataFacts['outputs'][number]>;
const raw = { sumsToOne: false, summary: span(-2, 3) };
const of = (o: Output, layer: Partial<LayerInfo> = {}) =>
  foundOf(logitsForProbabilities, oneHot(3), output(o), {
    model: twoLayers({ activation: o.activation ?? null, ...layer }),
  });

describe('logits-for-probabilities', () => {
  it('says nothing of probabilities, whatever made them, and of losses that take anything', () => {
    for (const o of [
      {},
      { activation: null },
      { loss: 'sparseCategoricalCrossentropy' },
      { loss: 'binaryCrossentropy', activation: 'sigmoid', sumsToOne: false },
      { loss: 'binaryCrossentropy', activation: 'softmax' },
      { loss: 'binaryCrossentropy', activation: 'hardSigmoid', sumsToOne: false },
      // A layer of one's own that ends between 0 and 1.
      { loss: 'binaryCrossentropy', activation: null, sumsToOne: false },
      { loss: 'binaryCrossentropy', activation: 'linear', sumsToOne: false },
      { loss: 'categoricalCrossentropy', activation: null, sumsToOne: false },
      // Nothing was predicted, and nobody knows the activation.
      { activation: null, sumsToOne: false, summary: figures(0, { count: 0, min: null, max: null }) },
      { loss: 'meanSquaredError', activation: 'linear', ...raw },
      { loss: 'softmaxCrossEntropy', activation: 'linear', ...raw },
      { loss: 'sigmoidCrossEntropy', activation: 'linear', ...raw },
      { loss: 'custom', activation: 'linear', ...raw },
      { loss: null, activation: 'linear', ...raw },
      // One output: another rule's matter.
      { shape: [1], activation: 'linear', ...raw },
    ])
      assert.deepEqual(of(o), [], JSON.stringify(o));
  });

  it('finds a last layer without softmax, at its line', () => {
    for (const loss of ['categoricalCrossentropy', 'sparseCategoricalCrossentropy']) {
      const [finding, ...others] = of({ activation: 'linear', loss, ...raw });
      assert.deepEqual(others, []);
      assert.deepEqual([finding!.layer, finding!.severity, finding!.site!.line], ['out', 'error', 5]);
      assert.ok(finding!.message.endsWith('use softmax'), finding!.message);
      assert.deepEqual(finding!.related, [{ site: compileSite, message: 'The loss is named here' }]);
      assert.deepEqual(finding!.remedies[0]!.edits, [
        { kind: 'setArgument', site: finding!.site, name: 'activation', value: 'softmax' },
      ]);
      assert.deepEqual([finding!.evidence.smallest, finding!.evidence.largest], [-2, 3]);
    }
  });

  it('finds relu, tanh and their like before a cross-entropy', () => {
    for (const activation of ['relu', 'tanh', 'elu', 'softplus', 'logSoftmax'])
      for (const [loss, needed] of [
        ['categoricalCrossentropy', 'softmax'],
        ['binaryCrossentropy', 'sigmoid'],
      ] as const) {
        const [finding] = of({ activation, loss, sumsToOne: false, summary: span(0, 0.8) });
        assert.equal(finding!.evidence.needed, needed, activation);
        assert.deepEqual(finding!.remedies[0]!.label, `Use ${needed} in out`);
      }
    const [two] = of({ shape: [1], activation: 'linear', loss: 'binaryCrossentropy', ...raw });
    assert.equal(two!.message, 'No sigmoid before binaryCrossentropy: use sigmoid');
  });

  it('fires on the figures where nobody knows the activation', () => {
    assert.equal(of({ activation: null, ...raw }).length, 1);
    assert.equal(of({ activation: null, loss: 'binaryCrossentropy', ...raw }).length, 1);
  });

  it('fires on a model that could not be probed, by its activation alone', () => {
    const none = { sumsToOne: false, summary: figures(0, { count: 0, min: null, max: null }) };
    assert.equal(of({ activation: 'relu', ...none }).length, 1);
    assert.equal(of({ activation: 'linear', ...none }).length, 1);
  });

  it('tells of sigmoid before a categorical loss as an info', () => {
    const [finding] = of({ activation: 'sigmoid', sumsToOne: false });
    assert.deepEqual([finding!.severity, finding!.label], ['info', 'sigmoid for softmax']);
  });

  it('inserts an activation behind a layer that has none, and leaves alone what it cannot edit', () => {
    const [inserted] = of({ activation: 'linear', ...raw }, { className: 'BatchNormalization', activation: null });
    assert.deepEqual(inserted!.remedies[0]!.edits, [
      { kind: 'insertLayer', site: inserted!.site, layer: 'activation', arguments: { activation: 'softmax' } },
    ]);
    assert.deepEqual(of({ activation: 'relu', ...raw }, { className: 'ReLU' })[0]!.remedies, []);
    // A layer that does nothing but rectify goes, and the one before it gets the activation.
    const model = twoLayers({ activation: 'linear' });
    const relu = plain('relu', 'ReLU', ['out'], { activation: 'relu', site: { file: 'train.ts', line: 6, column: 1 } });
    const rectified = { ...model, layers: [...model.layers, relu] };
    const last = output({ activation: 'relu', layer: 'relu', ...raw });
    const [instead] = foundOf(logitsForProbabilities, oneHot(3), last, { model: rectified });
    assert.deepEqual(instead!.remedies, [
      {
        label: 'Use softmax in out instead of relu',
        edits: [
          { kind: 'removeLayer', site: relu.site },
          { kind: 'setArgument', site: model.layers[1]!.site, name: 'activation', value: 'softmax' },
        ],
      },
    ]);
    const [activation] = of({ activation: 'tanh', ...raw }, { className: 'Activation' });
    assert.equal(activation!.remedies.length, 1);
    assert.deepEqual(of({ activation: 'linear', ...raw }, { site: null })[0]!.remedies, []);
  });
});
