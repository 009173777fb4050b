import assert from 'node:assert/strict';
import type { ProgressContext } from '../../../../extension/core/findings/findingRule';
import { learningRateTooSmall } from '../../../../extension/core/findings/learningRateTooSmall';
import { blocksOf, epochsOf, facts, fitOf, optimizerSite, output, twoLayers } from './dataFixtures';
import { layerOf, progressFindings, snapshotOf } from './findingFixtures';

const updates = (ratio: number | null) =>
  snapshotOf([layerOf('hidden', { updates: { kernel: ratio, bias: 40 } })], { step: 80 });
const slow = (n: number, from = 1.1, to = 1.095): number[] =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const of = (losses: number[], known: Partial<ProgressContext> = {}, fit = fitOf(), model = twoLayers()) =>
  progressFindings(learningRateTooSmall, fit, model, {
    epochs: epochsOf(losses, undefined, { learningRate: known.learningRate ?? 1e-7 }),
    ...{ data: facts(), learningRate: 1e-7, snapshot: updates(1e-6), first: snapshotOf([]), ...known },
  });

describe('learning-rate-too-small', () => {
  it('finds steps that hardly move the weights, and sets the usual rate', () => {
    const [finding, ...others] = of(slow(10));
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Steps change weights by 1e−6: use a rate of 1e−3');
    assert.deepEqual([finding!.severity, finding!.site], ['warning', optimizerSite]);
    assert.deepEqual(finding!.remedies[0]!.edits, [{ kind: 'setLearningRate', site: optimizerSite, rate: 0.001 }]);
  });

  it('says so where the weights do not move at all', () => {
    assert.equal(of(slow(10), { snapshot: updates(0) })[0]!.message, 'Weights do not move at all: use a rate of 1e−3');
  });

  it('says nothing of a usual rate: small gradients have other reasons', () => {
    assert.deepEqual(of(slow(10), { learningRate: 0.001 }), []);
    assert.deepEqual(of(slow(10), { learningRate: 0.01 }, fitOf(), { ...twoLayers(), optimizer: 'SGD' }), []);
    assert.deepEqual(of(slow(10), {}, fitOf(), { ...twoLayers(), optimizer: 'Adadelta' }), []);
    assert.deepEqual(of(slow(10), {}, fitOf(), { ...twoLayers(), optimizer: null }), []);
  });

  it('says nothing of a loss that falls, of weights that move, or where updates are not known', () => {
    assert.deepEqual(of(slow(10, 1.1, 0.9)), []);
    assert.deepEqual(of(slow(10), { snapshot: updates(2e-4) }), []);
    for (const snapshot of [updates(null), null]) assert.deepEqual(of(slow(10), { snapshot }), []);
  });

  it('says nothing of a rate that is led up or down on purpose, and of short runs', () => {
    const led = epochsOf(slow(10)).map((e, i) => ({ ...e, learningRate: 1e-8 * (i + 1) }));
    assert.deepEqual(of(slow(10), { epochs: led }), []);
    assert.deepEqual(of(slow(2)), []);
    assert.deepEqual(of(slow(4), {}, fitOf({ epochs: 40 })), []);
  });

  it('says nothing of what is learnt already and refined', () => {
    assert.deepEqual(of(slow(10, 0.21, 0.209)), []);
    const custom = facts({ outputs: [output({ loss: 'custom' })] });
    assert.equal(of(slow(10), { data: custom }).length, 1);
    assert.deepEqual(of(slow(10), { data: custom, first: { ...snapshotOf([]), fit: 4 } }), []);
  });

  it('judges a loop by its steps', () => {
    const loop = fitOf({ kind: 'custom', epochs: null });
    assert.equal(of([], { epochs: [], losses: blocksOf(slow(200)) }, loop).length, 1);
    assert.deepEqual(of([], { epochs: [], losses: blocksOf(slow(199)) }, loop), []);
  });
});
