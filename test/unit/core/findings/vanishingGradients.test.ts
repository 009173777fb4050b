import assert from 'node:assert/strict';
import { vanishingGradients } from '../../../../extension/core/findings/vanishingGradients';
import type { LayerInfo } from '../../../../extension/protocol/model';
import type { Snapshot } from '../../../../extension/protocol/run';
import { dense, figures, normalization, plain } from './findingFixtures';
import { at, compiled, conclude, layersOf, lineOf, zeros } from './layerFixtures';

const names = ['a', 'b', 'c', 'd'];
const row = (activation: string): LayerInfo[] =>
  names.map((name, i) =>
    dense(name, i ? [names[i - 1]!] : [], { activation: i === names.length - 1 ? 'linear' : activation }),
  );
/** Kernels of size 1, with these gradients; `outgoing`: of what the layers return. */
const gradients = (sizes: number[], outgoing?: number[], step = 0): Snapshot =>
  at(
    step,
    Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          weights: { kernel: figures(1) },
          weightGradients: { kernel: sizes[i] === 0 ? zeros() : figures(sizes[i]!) },
          activationGradients: outgoing ? [figures(outgoing[i]!)] : [],
        },
      ]),
    ),
  );

describe('vanishing-gradients', () => {
  it('finds the first layer that is reached by less than a thousandth, and offers relu', () => {
    const [finding, ...others] = conclude(vanishingGradients, gradients([1e-7, 1e-5, 1e-3, 0.1]), compiled(row('sigmoid'))); // prettier-ignore
    assert.deepEqual(others, []);
    assert.equal(finding!.layer, 'a');
    assert.equal(finding!.message, 'Gradient shrinks 1e6× from d to a: use relu');
    const [relu] = finding!.remedies;
    assert.equal(relu!.label, 'Use relu in a, b, c');
    assert.deepEqual(
      relu!.edits,
      ['a', 'b', 'c'].map(n => ({ kind: 'setArgument', site: lineOf(n), name: 'activation', value: 'relu' })),
    );
    assert.deepEqual(finding!.related, [{ site: lineOf('d'), message: 'd: gradient 0.100 of its weights' }]);
  });

  it('measures against the weights, and lets layers differ by less', () => {
    assert.deepEqual(conclude(vanishingGradients, gradients([2e-4, 1e-3, 1e-2, 0.1]), compiled(row('sigmoid'))), []);
    const small = gradients([1e-6, 1e-5, 1e-4, 0.1]);
    // A fresh kernel of two inputs and four units is 0.5 in size: one that is far below is taken as that.
    const tiny = { ...small, layers: small.layers.map(l => ({ ...l, weights: { kernel: figures(1e-6) } })) };
    assert.deepEqual(layersOf(conclude(vanishingGradients, tiny, compiled(row('tanh')))), ['a']);
  });

  it('wants the gradients of what layers return to say the same, where they are known', () => {
    const sparse = gradients([1e-6, 1e-2, 1e-2, 0.1], [0.5, 0.5, 0.5, 0.5]);
    assert.deepEqual(conclude(vanishingGradients, sparse, compiled(row('sigmoid'))), []);
    const both = gradients([1e-6, 1e-2, 1e-2, 0.1], [1e-6, 0.1, 0.1, 0.5]);
    assert.deepEqual(layersOf(conclude(vanishingGradients, both, compiled(row('sigmoid')))), ['a']);
  });

  it('is told once, when it begins', () => {
    const now = gradients([1e-7, 1e-5, 1e-3, 0.1], undefined, 20);
    const model = compiled(row('sigmoid'));
    assert.equal(conclude(vanishingGradients, now, model, { previous: gradients([0.1, 0.1, 0.1, 0.1]) }).length, 1);
    assert.deepEqual(conclude(vanishingGradients, now, model, { previous: gradients([1e-7, 1e-5, 1e-3, 0.1]) }), []);
  });

  it('does not compare what a normalization rescales, what is not connected, and what a product may change', () => {
    const shrunk = gradients([1e-7, 1e-7, 1e-3, 0.1]);
    const rescaled = [
      ...[dense('a', []), normalization('n', ['a']), dense('b', ['n']), normalization('m', ['b'])],
      ...[dense('c', ['m']), dense('d', ['c'])],
    ];
    assert.deepEqual(conclude(vanishingGradients, shrunk, compiled(rescaled)), []);
    const apart = [dense('a', []), dense('b', []), dense('c', []), dense('d', ['c'])];
    assert.deepEqual(conclude(vanishingGradients, shrunk, compiled(apart)), []);
    const gated = [
      ...[dense('a', []), dense('b', []), plain('x', 'Multiply', ['a', 'b']), dense('c', ['x']), dense('d', ['c'])],
    ];
    assert.deepEqual(conclude(vanishingGradients, shrunk, compiled(gated)), []);
  });

  it('leaves gradients of zero to what causes them: an output of zeros, dead units', () => {
    const none = gradients([0, 0, 0, 0.1]);
    const model = compiled(row('relu'));
    assert.equal(conclude(vanishingGradients, none, model)[0]!.label, 'gradient 0');
    const change = (name: string, parts: object): Snapshot => ({
      ...none,
      layers: none.layers.map(l => (l.name === name ? { ...l, ...parts } : l)),
    });
    assert.deepEqual(conclude(vanishingGradients, change('d', { weights: { kernel: zeros() } }), model), []);
    assert.deepEqual(conclude(vanishingGradients, change('c', { activations: [zeros()] }), model), []);
  });

  it('says nothing without gradients, with all of them zero, or with some that are no numbers', () => {
    const model = compiled(row('sigmoid'));
    assert.deepEqual(conclude(vanishingGradients, gradients([0, 0, 0, 0]), model), []);
    assert.deepEqual(conclude(vanishingGradients, at(0, { a: {}, d: {} }), model), []);
    const bad = gradients([1e-9, 1, 1, 1]);
    const first = { ...bad.layers[0]!, weightGradients: { kernel: figures(1e-9, { nan: 1 }) } };
    assert.deepEqual(conclude(vanishingGradients, { ...bad, layers: [first, ...bad.layers.slice(1)] }, model), []);
  });

  it('offers a normalization where no activation is to blame', () => {
    const [finding] = conclude(vanishingGradients, gradients([1e-7, 1e-5, 1e-3, 0.1], undefined, 20), compiled(row('elu')), { previous: gradients([1, 1, 1, 1]) }); // prettier-ignore
    assert.deepEqual(
      finding!.remedies.map(r => r.label),
      ['Insert batchNormalization after a'],
    );
  });

  it('takes a limit of one’s own', () => {
    const settings = { 'vanishing-gradients': { minRatio: 0.1 } };
    const mild = gradients([1e-3, 1e-2, 1e-1, 0.1]);
    assert.deepEqual(layersOf(conclude(vanishingGradients, mild, compiled(row('tanh')), {}, settings)), ['a']);
  });
});
