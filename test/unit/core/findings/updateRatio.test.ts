import assert from 'node:assert/strict';
import { updateRatio } from '../../../../extension/core/findings/updateRatio';
import type { Snapshot } from '../../../../extension/protocol/run';
import { chain, dense, figures, normalization } from './findingFixtures';
import { at, compiled, compileSite, conclude, layersOf, zeros } from './layerFixtures';

const names = ['a', 'b', 'c'];
const model = compiled(chain(...names));
/** Kernels of this size, and what the newest update was to them. */
const updates = (ratios: (number | null)[], size = 1, step = 20): Snapshot =>
  at(
    step,
    Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          weights: { kernel: figures(size), bias: zeros(4) },
          weightGradients: { kernel: figures(1e-3) },
          updates: { kernel: ratios[i]!, bias: 1 },
        },
      ]),
    ),
  );
const first = at(0, Object.fromEntries(names.map(name => [name, { weights: { kernel: figures(1) } }])));
const known = { first, previous: first };
const found = (ratios: (number | null)[], size = 1, step = 20) =>
  conclude(updateRatio, updates(ratios, size, step), model, known);

describe('update-ratio', () => {
  it('says nothing of healthy steps, and of biases, which begin at zero', () => {
    for (const ratio of [1e-5, 1e-3, 0.1, 1]) assert.deepEqual(found([ratio, ratio, ratio]), [], `${ratio}`);
  });

  it('finds steps as large as the weights, at their layer, and proposes a rate', () => {
    const [finding, ...others] = found([1e-3, 4, 1e-3]);
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.layer, finding!.message], ['b', 'Update is 4.0× the weights of b at step 20']);
    // Four thousand times what is healthy: ten to the minus four of 0.1.
    assert.deepEqual(finding!.remedies, [
      { label: 'Use a learning rate of 1e−5', edits: [{ kind: 'setLearningRate', site: compileSite, rate: 1e-5 }] },
    ]);
  });

  it('finds weights that were carried away, in hidden layers', () => {
    assert.deepEqual(
      found([0.1, 0.1, 0.1], 40).map(f => [f.layer, f.label]),
      [
        ['a', 'weights ×40'],
        ['b', 'weights ×40'],
      ],
    );
    assert.deepEqual(found([0.1, 0.1, 0.1], 29), []);
    const normalized = compiled([dense('a', []), normalization('n', ['a']), dense('b', ['n']), dense('c', ['b'])]);
    assert.deepEqual(layersOf(conclude(updateRatio, updates([9, 0.1, 0.1], 40), normalized, known)), ['b']);
  });

  it('tells steps that are too small once, at the optimizer', () => {
    const [finding, ...others] = found([1e-8, 2e-8, 3e-8]);
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.layer, finding!.site], [null, compileSite]);
    assert.equal(finding!.message, 'Updates are 1e−8 of the weights: too small to learn');
    assert.equal(finding!.remedies[0]!.label, 'Use a learning rate of 10000');
  });

  it('leaves small steps alone where only some layers have them, it is early, or it has converged', () => {
    assert.deepEqual(found([1e-8, 1e-8, 1e-3]), []);
    assert.deepEqual(found([1e-8, 1e-8, 1e-8], 1, 5), []);
    assert.deepEqual(found([1e-8, 1e-8, 1e-8], 1.01), []);
  });

  it('leaves gradients of zero to another rule, and unknown updates', () => {
    const idle = updates([0, 0, 0]);
    const none = { ...idle, layers: idle.layers.map(l => ({ ...l, weightGradients: { kernel: zeros() } })) };
    assert.deepEqual(conclude(updateRatio, none, model, known), []);
    assert.deepEqual(found([null, null, null]), []);
    assert.deepEqual(conclude(updateRatio, first, model), []);
  });

  it('measures kernels that begin at zero against fresh ones, and leaves out tiny ones', () => {
    assert.deepEqual(found([5, 5, 5], 1e-3), []);
    const one = updates([50, 50, 50]);
    const tiny = { ...one, layers: one.layers.map(l => ({ ...l, weights: { kernel: figures(1, { count: 7 }) } })) };
    assert.deepEqual(conclude(updateRatio, tiny, model, known), []);
  });

  it('is told when it begins', () => {
    assert.deepEqual(conclude(updateRatio, updates([9, 9, 9]), model, { first, previous: updates([9, 9, 9]) }), []);
  });
});
