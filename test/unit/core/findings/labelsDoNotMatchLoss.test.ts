import assert from 'node:assert/strict';
import { maxMessageLength } from '../../../../extension/core/findings/findingText';
import { labelsDoNotMatchLoss } from '../../../../extension/core/findings/labelsDoNotMatchLoss';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import {
  compileSite,
  facts,
  fitSite,
  found,
  foundOf,
  indices,
  oneHot,
  output,
  span,
  target,
  twoLayers,
} from './dataFixtures';
import { figures } from './findingFixtures';

type Target = DataFacts['targets'][number];
type Output = Partial<DataFacts['outputs'][number]>;

const of = (t: Target, o: Output = {}, model = twoLayers({ activation: o.activation ?? 'softmax' })) =>
  foundOf(labelsDoNotMatchLoss, t, output(o), { model });
/** Name and value of each argument that the remedy sets. */
const edits = (...given: Parameters<typeof of>) =>
  of(...given)[0]!.remedies.map(r => r.edits.map(e => (e.kind === 'setArgument' ? `${e.name}=${e.value}` : e.kind)))[0];
const sparse = 'sparseCategoricalCrossentropy';
const categorical = 'categoricalCrossentropy';
const binary = 'binaryCrossentropy';

describe('labels-do-not-match-loss', () => {
  it('says nothing of what fits', () => {
    const sigmoid = { activation: 'sigmoid', shape: [1], loss: binary };
    const image = [8, 8, 1];
    for (const [t, o] of [
      [oneHot(3), { loss: categorical }],
      [indices(2), { loss: sparse }],
      [indices(2, { shape: [] }), { loss: sparse }],
      // Two classes of which only these occur in the data.
      [indices(1), { loss: sparse }],
      [indices(1), sigmoid],
      [indices(1, { shape: [] }), sigmoid],
      [oneHot(3), { loss: 'meanSquaredError' }],
      [target({ shape: [1] }), { loss: 'meanSquaredError', shape: [1], activation: 'linear' }],
      [target({ shape: [] }), { loss: 'meanAbsoluteError', shape: [1], activation: 'linear' }],
      [target({ kind: 'probabilities', summary: span(0, 1) }), { loss: categorical }],
      // Several labels at once.
      [target({ kind: 'binary', summary: span(0, 1) }), { loss: binary, activation: 'sigmoid' }],
      // An autoencoder of pictures, and one whose interpolation overshoots a little.
      [target({ shape: image, summary: span(-0.02, 1.01) }), { loss: binary, shape: image, activation: 'sigmoid' }],
      // Labels softened at random, as for a discriminator.
      [target({ shape: [1], summary: span(0, 1.2) }), sigmoid],
      // One-hot rows times an advantage each.
      [target({ summary: span(-2, 5, { count: 900, zeros: 600 }) }), { loss: categorical }],
      // A class for each word of a sentence, and for each pixel.
      [indices(4, { shape: [7] }), { loss: sparse, shape: [7, 5] }],
      [indices(4, { shape: [8, 8, 1] }), { loss: sparse, shape: [8, 8, 5] }],
      [target({ shape: [1], summary: span(-1, 1) }), { loss: 'hinge', shape: [1], activation: 'tanh' }],
      // A loss of one's own may take anything.
      [indices(20), { loss: 'custom' }],
      [indices(20), { loss: 'focalLoss' }],
      [indices(20), { loss: null }],
      [target({ summary: figures(0, { count: 0, min: null, max: null }) }), { loss: categorical }],
    ] as [Target, Output][])
      assert.deepEqual(of(t, o), [], JSON.stringify([t, o]));
    assert.deepEqual(found(labelsDoNotMatchLoss, facts({ targets: [] })), []);
  });

  it('finds one-hot rows for a loss that takes indices, at the compile’s call', () => {
    const [finding, ...others] = of(oneHot(3), { loss: sparse });
    assert.deepEqual(others, []);
    assert.deepEqual(finding, {
      ...{ rule: 'labels-do-not-match-loss', severity: 'error', fit: 0, model: 'net', layer: null, step: 0 },
      label: 'one-hot labels',
      message: 'One-hot labels, sparse loss: use categoricalCrossentropy',
      meaning: 'The loss takes one class index an example, and the targets have 3 values each.',
      advice: 'Use categoricalCrossentropy, or give the index of the class instead.',
      evidence: {
        ...{ loss: sparse, targets: 'oneHot', targetShape: '3', outputShape: '3', smallest: 0, largest: 1 },
        activation: 'softmax',
      },
      site: compileSite,
      related: [
        { site: { file: 'train.ts', line: 5, column: 1 }, message: 'The layer that makes the output' },
        { site: fitSite, message: 'The targets are given here' },
      ],
      remedies: [
        {
          label: 'Use categoricalCrossentropy',
          edits: [{ kind: 'setArgument', site: compileSite, name: 'loss', value: categorical }],
        },
      ],
    });
    assert.deepEqual(edits(oneHot(3), { loss: sparse }), [`loss=${categorical}`]);
    assert.deepEqual(edits(target({ kind: 'probabilities', summary: span(0, 1) }), { loss: sparse }), [
      `loss=${categorical}`,
    ]);
    const several = target({ kind: 'binary', summary: span(0, 1) });
    assert.deepEqual(edits(several, { loss: sparse }), [`loss=${binary}`, 'activation=sigmoid']);
  });

  it('finds indices for a loss that takes rows', () => {
    for (const shape of [[1], []]) {
      const [finding] = of(indices(2, { shape }), { loss: categorical });
      assert.equal(finding!.message, `Labels are class indices: use ${sparse}`);
      assert.deepEqual(finding!.site, compileSite);
    }
    assert.deepEqual(edits(indices(2), { loss: categorical }), [`loss=${sparse}`]);
    assert.deepEqual(edits(indices(2), { loss: binary }), [`loss=${sparse}`]);
    assert.deepEqual(edits(indices(2), { loss: binary, activation: 'sigmoid' }), [
      `loss=${sparse}`,
      'activation=softmax',
    ]);
    assert.deepEqual(edits(indices(2), { loss: 'meanSquaredError' }), [`loss=${sparse}`]);
    assert.deepEqual(edits(indices(2), { loss: 'softmaxCrossEntropy', activation: 'linear' }), [
      `loss=${sparse}`,
      'activation=softmax',
    ]);
    // With too few outputs as well, both are mended.
    assert.deepEqual(edits(indices(6), { loss: categorical }), [`loss=${sparse}`, 'units=7']);
  });

  it('finds indices beyond the outputs, at the layer', () => {
    const [finding] = of(indices(3), { loss: sparse });
    assert.equal(finding!.message, 'Labels go to 3, out has 3 units: use 4');
    assert.equal(finding!.layer, 'out');
    assert.equal(finding!.site!.line, 5);
    assert.deepEqual(edits(indices(3), { loss: sparse }), ['units=4']);
    const fromOne = indices(3, { summary: span(1, 3) });
    assert.match(of(fromOne, { loss: sparse })[0]!.advice, /^Subtract 1 from the labels/);
    const negative = indices(2, { kind: 'classes', summary: span(-1, 2) });
    assert.deepEqual(of(negative, { loss: sparse })[0]!.remedies, []);
    // Something reshapes between the layer and the output.
    const reshaped = twoLayers({ outputShape: [null, 12] });
    assert.deepEqual(of(indices(3), { loss: sparse }, reshaped)[0]!.remedies, []);
  });

  it('finds two classes for one output', () => {
    for (const loss of [sparse, categorical])
      assert.deepEqual(edits(indices(1), { loss, shape: [1] }), [`loss=${binary}`, 'activation=sigmoid'], loss);
    const [finding] = of(indices(1), { loss: categorical, shape: [1], activation: 'sigmoid' });
    assert.equal(finding!.message, 'One output for two classes: use binaryCrossentropy');
    assert.deepEqual(finding!.remedies[0]!.edits.length, 1);
  });

  it('finds more than two classes, or −1 and 1, for a loss that takes 0 and 1', () => {
    const one = { loss: binary, shape: [1], activation: 'sigmoid' };
    const model = twoLayers({ activation: 'sigmoid', outputShape: [null, 1] });
    assert.equal(
      of(indices(4), one, model)[0]!.remedies[0]!.label,
      'Use sparseCategoricalCrossentropy, softmax and 5 units',
    );
    assert.deepEqual(edits(indices(4), one, model), [`loss=${sparse}`, 'activation=softmax', 'units=5']);
    const signs = target({ shape: [1], summary: span(-1, 1, { mean: 0.2, std: Math.sqrt(1 - 0.04) }) });
    assert.deepEqual(edits(signs, one, model), ['loss=hinge', 'activation=tanh']);
    const zeroOne = indices(1);
    assert.deepEqual(edits(zeroOne, { ...one, loss: 'hinge', activation: 'tanh' }), [
      `loss=${binary}`,
      'activation=sigmoid',
    ]);
  });

  it('finds figures for a cross-entropy', () => {
    const prices = target({ shape: [1], summary: span(-3, 40) });
    assert.equal(
      of(prices, { loss: binary, shape: [1] })[0]!.message,
      'Targets from −3.00 to 40.0: use meanSquaredError',
    );
    assert.deepEqual(edits(prices, { loss: binary, shape: [1], activation: 'sigmoid' }), [
      'loss=meanSquaredError',
      'activation=null',
    ]);
    for (const loss of [sparse, categorical]) assert.equal(of(prices, { loss, shape: [1] }).length, 1, loss);
    assert.equal(of(target({ summary: span(-3, 3) }), { loss: categorical }).length, 1);
    assert.equal(of(target({ summary: span(-3, 3) }), { loss: sparse }).length, 1);
    const pixels = target({ shape: [8, 8, 1], kind: 'classes', summary: span(0, 255) });
    const [finding] = of(pixels, { loss: binary, shape: [8, 8, 1], activation: 'sigmoid' });
    assert.equal(finding!.message, 'Targets go to 255: divide them by 255');
    assert.deepEqual(finding!.site, fitSite);
  });

  it('finds another shape', () => {
    const [width] = of(oneHot(4), { loss: categorical });
    assert.equal(width!.message, 'Targets have 4 values, out 3: use 4 units');
    assert.deepEqual(edits(oneHot(4), { loss: categorical }), ['units=4']);
    assert.deepEqual(edits(target({ shape: [] }), { loss: 'meanSquaredError', activation: 'linear' }), ['units=1']);
    const flat = target({ shape: [784], summary: span(0, 1) });
    const [image] = of(flat, { loss: binary, shape: [28, 28, 1], activation: 'sigmoid' });
    assert.equal(image!.message, 'Targets are 784, the loss takes 28×28×1');
    assert.deepEqual(image!.remedies, []);
    assert.equal(of(indices(4, { shape: [9] }), { loss: sparse, shape: [7, 5] }).length, 1);
  });

  it('edits all or nothing', () => {
    const two = facts({ targets: [oneHot(3), oneHot(3)], outputs: [output({ loss: sparse }), output()] });
    const [finding] = found(labelsDoNotMatchLoss, two);
    assert.equal(finding!.layer, 'out');
    assert.deepEqual(finding!.remedies, [], 'the losses are a list');
    const noCompile = { ...twoLayers(), compileSite: null };
    const [elsewhere] = of(oneHot(3), { loss: sparse }, noCompile);
    assert.deepEqual([elsewhere!.site, elsewhere!.remedies], [fitSite, []]);
    const own = twoLayers({ className: 'MyDense', activation: 'linear' });
    assert.deepEqual(of(indices(1), { loss: categorical, shape: [1], activation: 'linear' }, own)[0]!.remedies, []);
  });

  it('has messages that fit beside a squiggle, whatever the names and figures', () => {
    const long = 'a'.repeat(90);
    const model = twoLayers();
    model.layers[1]!.name = long;
    const all: [Target, Output][] = [
      [oneHot(4), { loss: categorical, layer: long }],
      [indices(123_456), { loss: sparse, layer: long }],
      [target({ shape: [1], summary: span(-1e30, 1e30) }), { loss: sparse, layer: long }],
      [target({ shape: [1200, 1200, 64], summary: span(0, 1) }), { loss: binary, layer: long }],
    ];
    for (const [t, o] of all)
      for (const f of of(t, o, model))
        assert.ok(f.message.length <= maxMessageLength && f.label.length < 30, f.message);
  });
});
