import assert from 'node:assert/strict';
import { classImbalance } from '../../../../extension/core/findings/classImbalance';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import { dataFindings, dense } from './findingFixtures';
import { facts, fitOf, fitSite, foundOf, indices, input, oneHot, output, target, twoLayers } from './dataFixtures';

type Target = Partial<DataFacts['targets'][number]>;
const sparse = { loss: 'sparseCategoricalCrossentropy' };
const of = (classCounts: number[], change: Target = {}, o: Partial<DataFacts['outputs'][number]> = sparse) =>
  foundOf(classImbalance, indices(classCounts.length - 1, { classCounts, ...change }), output(o));

describe('class-imbalance', () => {
  it('says nothing of classes that are about as large', () => {
    assert.deepEqual(of([100, 120, 80]), []);
    assert.deepEqual(of([900, 91]), []);
    // Chance: too few examples for so many classes.
    assert.deepEqual(of([12, 1, 5, 9]), []);
    // Classes that do not occur: numbers that begin at 1, outputs in reserve.
    assert.deepEqual(of([0, 100, 100, 0]), []);
    assert.deepEqual(of([0, 500]), []);
    assert.deepEqual(of([]), []);
  });

  it('finds a class that is rare, at the fit’s call', () => {
    const [finding, ...others] = of([950, 40, 10]);
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Class 0 has 950 examples, class 2 10: weigh them');
    assert.equal(
      finding!.meaning,
      'A model that always answers 0 is right for 95 % of the examples, so accuracy says little.',
    );
    assert.deepEqual([finding!.label, finding!.severity, finding!.site], ['classes 95 : 1', 'warning', fitSite]);
    assert.equal(of([990, 10], {}, { loss: 'binaryCrossentropy', activation: 'sigmoid', shape: [1] }).length, 1);
    assert.equal(foundOf(classImbalance, { ...oneHot(3), classCounts: [900, 80, 20] }, output()).length, 1);
    assert.equal(of([990, 10], { shape: [] }).length, 1);
  });

  it('says nothing where the call weighs classes', () => {
    const data = facts({ targets: [indices(1, { classCounts: [990, 10] })], outputs: [output(sparse)] });
    assert.deepEqual(
      dataFindings(classImbalance, { data: { ...data, isWeighted: true }, model: twoLayers(), fit: fitOf() }),
      [],
    );
    assert.equal(dataFindings(classImbalance, { data, model: twoLayers(), fit: fitOf() }).length, 1);
  });

  it('takes figures, pixels, words and several labels at once for no classes', () => {
    // A count that is predicted as a figure.
    assert.deepEqual(of([900, 60, 10], {}, { loss: 'meanSquaredError', activation: 'linear', shape: [1] }), []);
    assert.deepEqual(of([9000, 20], { shape: [28, 28, 1] }), []);
    assert.deepEqual(of([9000, 20], { shape: [12], kind: 'binary' }), []);
    const soft = target({ kind: 'probabilities', classCounts: [900, 5, 5] });
    assert.deepEqual(foundOf(classImbalance, soft, output()), []);
    // A class for each letter or word, as the inputs have them.
    const counts = [4000, 900, 30];
    const letters = facts({
      inputs: [input({ shape: [40, 3], isInteger: true })],
      targets: [{ ...oneHot(3), classCounts: counts }],
    });
    assert.deepEqual(dataFindings(classImbalance, { data: letters, model: twoLayers(), fit: fitOf() }), []);
    const model = twoLayers();
    model.layers[0] = dense('words', [], {
      className: 'Embedding',
      weights: [{ name: 'embeddings', shape: [3, 8], dtype: 'float32', trainable: true }],
    });
    const words = facts({ targets: [indices(2, { classCounts: counts })], outputs: [output(sparse)] });
    assert.deepEqual(dataFindings(classImbalance, { data: words, model, fit: fitOf() }), []);
    assert.deepEqual(of(new Array<number>(60).fill(0).map((_, i) => (i ? 100 : 9000))), []);
  });

  it('takes the limits of settings', () => {
    const data = facts({ targets: [indices(1, { classCounts: [300, 100] })], outputs: [output(sparse)] });
    const context = { data, model: twoLayers(), fit: fitOf() };
    assert.deepEqual(dataFindings(classImbalance, context), []);
    assert.equal(dataFindings(classImbalance, context, { 'class-imbalance': { maxRatio: 3 } }).length, 1);
  });
});
