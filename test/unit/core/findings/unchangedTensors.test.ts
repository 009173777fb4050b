import assert from 'node:assert/strict';
import { unchangedTensors } from '../../../../extension/core/findings/unchangedTensors';
import type { LayerSnapshot, Snapshot } from '../../../../extension/protocol/run';
import { chain, figures } from './findingFixtures';
import { at, compiled, conclude, fitOf, zeros } from './layerFixtures';

const model = compiled(chain('a', 'b', 'c'));
const kernel = (std: number, gradient: 'some' | 'zero' | 'none' = 'some'): Partial<LayerSnapshot> => ({
  weights: { kernel: figures(std), bias: figures(std / 10) },
  weightGradients:
    gradient === 'none' ? {} : { kernel: gradient === 'zero' ? zeros() : figures(1e-3), bias: figures(1e-3) },
});
const before = at(10, { a: kernel(1), b: kernel(1), c: kernel(1) });
const found = (after: Snapshot, change: object = {}) =>
  conclude(unchangedTensors, after, model, { previous: before, first: before, ...change });
const inShort = (after: Snapshot, change: object = {}) => found(after, change).map(f => [f.layer, f.label]);

describe('unchanged-tensors', () => {
  it('finds kernels that stay while others move, with a gradient of zero or none', () => {
    const after = at(20, { a: kernel(1, 'none'), b: kernel(1, 'zero'), c: kernel(1.1) });
    const findings = found(after);
    assert.deepEqual(
      findings.map(f => [f.layer, f.label, f.message]),
      [
        ['a', 'not trained', 'kernel of a unchanged for 10 steps: no gradient'],
        ['b', 'gradient zero', 'kernel of b unchanged for 10 steps: gradient is zero'],
      ],
    );
  });

  it('says nothing where all move, none moves, or the gradient is only small', () => {
    assert.deepEqual(inShort(at(20, { a: kernel(1.1), b: kernel(1.1), c: kernel(1.1) })), []);
    assert.deepEqual(inShort(at(20, { a: kernel(1, 'none'), b: kernel(1, 'none'), c: kernel(1) })), []);
    assert.deepEqual(inShort(at(20, { a: kernel(1), b: kernel(1), c: kernel(1.1) })), []);
  });

  it('believes an update that figures do not show', () => {
    const after = at(20, { a: { ...kernel(1, 'zero'), updates: { kernel: 1e-9 } }, b: kernel(1.1), c: kernel(1.1) });
    assert.deepEqual(inShort(after), []);
  });

  it('waits for three steps, and compares within one fit', () => {
    const parts = { a: kernel(1, 'zero'), b: kernel(1.1), c: kernel(1.1) };
    assert.deepEqual(
      [12, 13].map(step => inShort(at(step, parts)).length),
      [0, 1],
    );
    assert.deepEqual(inShort(at(20, parts, { fit: 1 })), []);
    assert.deepEqual(inShort(at(20, parts), { fit: null }), []);
    assert.deepEqual(inShort(at(20, parts), { previous: null }), []);
  });

  it('lets a loop leave layers out, but not give them zeros', () => {
    const fit = fitOf({ kind: 'custom' });
    const after = at(20, { a: kernel(1, 'none'), b: kernel(1, 'zero'), c: kernel(1.1) });
    assert.deepEqual(inShort(after, { fit }), [['b', 'gradient zero']]);
  });

  it('leaves alone what is frozen, what compile did not take, and biases', () => {
    const after = at(20, { a: kernel(1, 'none'), b: kernel(1.1), c: kernel(1.1) });
    const change = (weight: object) =>
      compiled(chain('a', 'b', 'c').map(l => ({ ...l, weights: l.weights.map(w => ({ ...w, ...weight })) })));
    const of = (weight: object) =>
      conclude(unchangedTensors, after, change(weight), { previous: before, first: before }).length;
    assert.deepEqual([of({}), of({ isCompiled: true }), of({ isCompiled: false }), of({ trainable: false })], [1, 1, 0, 0]); // prettier-ignore
    const still = { kernel: figures(1.1), bias: figures(0.1) };
    const bias = at(20, { a: { weights: still }, b: kernel(1.1), c: kernel(1.1) });
    assert.deepEqual(inShort(bias), []);
  });

  it('leaves what dead units cause to that rule', () => {
    const after = at(20, { a: kernel(1, 'zero'), b: { ...kernel(1.1), activations: [zeros()] }, c: kernel(1.1) });
    assert.deepEqual(inShort(after), []);
  });
});
