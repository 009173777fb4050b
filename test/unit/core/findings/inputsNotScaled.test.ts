import assert from 'node:assert/strict';
import { inputsNotScaled } from '../../../../extension/core/findings/inputsNotScaled';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import { facts, fitOf, fitSite, found, input, span, twoLayers } from './dataFixtures';
import { dense, figures, normalization, plain } from './findingFixtures';

type Input = Partial<DataFacts['inputs'][number]>;
const of = (change: Input, model: ModelInfo = twoLayers(), known: Partial<DataFacts> = {}) =>
  found(inputsNotScaled, facts({ inputs: [input(change)], ...known }), { model });
/** The model with these layers in front. */
const behind = (...layers: LayerInfo[]): ModelInfo => {
  const model = twoLayers();
  const first = dense('hidden', layers.length ? [layers.at(-1)!.name] : []);
  return { ...model, layers: [...layers, first, ...model.layers.slice(1)] };
};
const pixels = { shape: [28, 28, 1], isInteger: true, summary: span(0, 255, { mean: 33, std: 78 }) };

describe('inputs-not-scaled', () => {
  it('says nothing of inputs around 1, small figures, flags, degrees', () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(of({ shape: [28, 28, 1], summary: span(0, 1) }), []);
    assert.deepEqual(of({ isInteger: true, summary: span(0, 9) }), []);
    assert.deepEqual(of({ shape: [24, 5], summary: span(-12, 38), featureSpread: 40 }), []);
    // Ages and counts in a table of few columns.
    assert.deepEqual(
      of({ shape: [8], isInteger: true, summary: span(0, 199, { mean: 45, std: 58 }), featureSpread: 120 }),
      [],
    );
    assert.deepEqual(of({ summary: figures(0, { count: 0, min: null, max: null, mean: null, std: null }) }), []);
  });

  it('finds pixels from 0 to 255, at the fit’s call', () => {
    const [finding, ...others] = of(pixels);
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Inputs go from 0 to 255: divide them by 255');
    assert.deepEqual([finding!.severity, finding!.site], ['warning', fitSite]);
    assert.deepEqual(finding!.remedies, [
      { label: 'Divide the inputs by 255', edits: [{ kind: 'divideInputs', site: fitSite, divisor: 255 }] },
    ]);
    // Dark ones, flat ones, and ones that were resized.
    assert.equal(of({ ...pixels, summary: span(0, 200) }).length, 1);
    assert.equal(of({ ...pixels, shape: [784] }).length, 1);
    assert.equal(of({ ...pixels, isInteger: false, summary: span(0.2, 254.7) }).length, 1);
  });

  it('finds prices, and large pixels', () => {
    const [price] = of({ shape: [1], summary: span(120_000, 930_000), featureSpread: null });
    assert.equal(price!.message, 'Inputs go from 1.2e5 to 9.3e5: divide by 1,000,000');
    const [deep] = of({ ...pixels, summary: span(0, 65_535) });
    assert.deepEqual(deep!.remedies[0]!.edits[0], { kind: 'divideInputs', site: fitSite, divisor: 65_535 });
    const [table] = of({ shape: [6], summary: span(-3, 4000), featureSpread: 3000 });
    assert.match(table!.message, /: standardize them$/);
    assert.deepEqual(table!.remedies, []);
  });

  it('finds columns of very different sizes, but not sparse ones and counts', () => {
    const uneven = { shape: [6], summary: span(-90, 90), featureSpread: 5000 };
    assert.equal(of(uneven)[0]!.message, 'Features differ 5,000-fold in spread: standardize them');
    assert.deepEqual(of({ ...uneven, featureSpread: 900 }), []);
    assert.deepEqual(of({ ...uneven, isInteger: true }), []);
    assert.deepEqual(of({ ...uneven, summary: { ...uneven.summary, zeros: 700 } }), []);
    assert.deepEqual(of({ ...uneven, shape: [28, 28, 3] }), []);
    assert.deepEqual(of(uneven, twoLayers(), { examples: 8 }), []);
  });

  it('leaves indices alone, and what the model scales or may scale itself', () => {
    const tokens = { shape: [100], isInteger: true, summary: span(0, 20_000) };
    const embedding = dense('words', [], { className: 'Embedding', activation: null });
    assert.deepEqual(of(tokens, behind(embedding)), []);
    assert.deepEqual(of(tokens, behind(dense('own', [], { className: 'TokenAndPosition', activation: null }))), []);
    for (const first of [
      plain('scale', 'Rescaling', []),
      plain('own', 'Lambda', []),
      plain('act', 'Activation', [], { activation: 'sigmoid' }),
      normalization('norm', []),
    ])
      assert.deepEqual(of(pixels, behind(first)), [], first.className);
    for (const first of [plain('flat', 'Flatten', []), plain('pad', 'ZeroPadding2D', [])])
      assert.equal(of(pixels, behind(first)).length, 1, first.className);
  });

  it('looks at each input by itself, and edits only a single one that fit is given', () => {
    const layers = [
      ...[plain('a', 'InputLayer', []), plain('b', 'InputLayer', [])],
      dense('words', ['a'], { className: 'Embedding', activation: null }),
      dense('image', ['b']),
    ];
    const model = {
      ...twoLayers(),
      layers,
      inputs: ['a', 'b'].map(name => ({ name, shape: [null, 100], dtype: 'float32' })),
    };
    const inputs = ['a', 'b'].map(name => input({ ...pixels, name }));
    const findings = found(inputsNotScaled, facts({ inputs }), { model });
    assert.deepEqual(
      findings.map(f => [f.evidence.input, f.remedies]),
      [['b', []]],
    );
    const dataset = found(inputsNotScaled, facts({ inputs: [input(pixels)] }), { fit: fitOf({ kind: 'fitDataset' }) });
    assert.deepEqual(
      dataset.map(f => f.remedies),
      [[]],
    );
    const nowhere = found(inputsNotScaled, facts({ inputs: [input(pixels)] }), { fit: fitOf({ site: null }) });
    assert.deepEqual([nowhere[0]!.remedies, nowhere[0]!.site], [[], twoLayers().compileSite]);
  });

  it('says nothing of a model whose layers are not connected', () => {
    assert.deepEqual(of(pixels, { ...twoLayers(), layers: [] }), []);
    assert.deepEqual(of(pixels, { ...twoLayers(), layers: [plain('in', 'InputLayer', [])] }), []);
  });
});
