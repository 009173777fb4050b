import assert from 'node:assert/strict';
import { explodingGradients } from '../../../../extension/core/findings/explodingGradients';
import type { Snapshot } from '../../../../extension/protocol/run';
import { chain, dense, figures, normalization } from './findingFixtures';
import { at, compiled, compileSite, conclude, layersOf } from './layerFixtures';

const names = ['a', 'b', 'c'];
const gradients = (sizes: number[], step = 0, outgoing?: number[]): Snapshot =>
  at(
    step,
    Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          weights: { kernel: figures(1) },
          weightGradients: { kernel: figures(sizes[i]!) },
          activationGradients: outgoing ? [figures(outgoing[i]!)] : [],
        },
      ]),
    ),
  );
const model = compiled(chain(...names));
const adam = compiled(chain(...names), { optimizer: 'Adam' });

describe('exploding-gradients', () => {
  it('finds a step that replaces the weights of a hidden layer, and offers a lower rate', () => {
    const [finding, ...others] = conclude(explodingGradients, gradients([5, 80, 20], 10), model, { previous: gradients([1, 1, 1]), first: gradients([1, 1, 1]) }); // prettier-ignore
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.layer, finding!.severity], ['b', 'error']);
    assert.equal(finding!.message, 'One step moves b by 8.0× its weights at step 10');
    assert.deepEqual(finding!.remedies, [
      { label: 'Use a learning rate of 0.01', edits: [{ kind: 'setLearningRate', site: compileSite, rate: 0.01 }] },
    ]);
  });

  it('lets outputs take what their targets need, and optimizers scale by themselves', () => {
    assert.deepEqual(conclude(explodingGradients, gradients([5, 5, 1e6]), model), []);
    assert.deepEqual(conclude(explodingGradients, gradients([5, 80, 20]), adam), []);
    assert.deepEqual(conclude(explodingGradients, gradients([5, 80, 20]), { ...model, learningRate: null }), []);
    assert.deepEqual(conclude(explodingGradients, gradients([5, 9.9, 20]), model), []);
  });

  it('finds growth since training began', () => {
    const first = gradients([0.1, 0.1, 0.1]);
    const [finding] = conclude(explodingGradients, gradients([0.1, 500, 0.1], 50), adam, { first, previous: first });
    assert.deepEqual([finding!.layer, finding!.severity], ['b', 'warning']);
    assert.equal(finding!.message, 'Gradient of b has grown 5,000× since the start');
    // From next to nothing, or to what is no more than healthy.
    const nothing = gradients([1e-5, 1e-5, 1e-5]);
    assert.deepEqual(conclude(explodingGradients, gradients([0.1, 50, 0.1], 50), adam, { first: nothing, previous: nothing }), []); // prettier-ignore
    const still = gradients([2e-3, 2e-3, 2e-3]);
    assert.deepEqual(conclude(explodingGradients, gradients([9, 9, 9], 50), adam, { first: still, previous: still }), []); // prettier-ignore
  });

  it('finds what grows on its way back, where the layers’ outputs confirm it', () => {
    const deep = gradients([5000, 50, 1], 0, [1000, 30, 1]);
    const [finding] = conclude(explodingGradients, deep, adam);
    assert.equal(finding!.message, 'Gradient grows 5,000× from c to a');
    assert.match(finding!.remedies[0]!.label, /^Use heNormal|^Insert batchNormalization after a$/);
    assert.deepEqual(conclude(explodingGradients, gradients([5000, 50, 1], 0, [1, 1, 1]), adam), []);
    assert.deepEqual(conclude(explodingGradients, gradients([0.5, 1e-3, 1e-4]), adam), []);
  });

  it('does not look at what a normalization rescales, at layers apart, or at gradients that are no numbers', () => {
    const layers = [
      ...[dense('a', []), normalization('n', ['a']), dense('b', ['n']), normalization('m', ['b']), dense('c', ['m'])],
    ];
    assert.deepEqual(conclude(explodingGradients, gradients([5e6, 5e6, 1]), compiled(layers)), []);
    const bad = at(3, {
      a: { weights: { kernel: figures(1) }, weightGradients: { kernel: figures(1, { nan: 3, std: null }) } },
    });
    assert.deepEqual(conclude(explodingGradients, bad, model), []);
    assert.deepEqual(conclude(explodingGradients, at(3, {}), model), []);
  });

  it('measures a kernel that begins at zero against a fresh one', () => {
    const zero = gradients([0.5, 0.5, 0.5]);
    const begun = { ...zero, layers: zero.layers.map(l => ({ ...l, weights: { kernel: figures(0) } })) };
    assert.deepEqual(conclude(explodingGradients, begun, model), []);
  });

  it('is told when it begins', () => {
    const bad = gradients([80, 80, 80], 10);
    assert.deepEqual(layersOf(conclude(explodingGradients, bad, model, { previous: gradients([80, 80, 80], 5) })), []);
  });
});
