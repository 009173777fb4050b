import assert from 'node:assert/strict';
import { allZeros } from '../../../../extension/core/findings/allZeros';
import type { LayerInfo } from '../../../../extension/protocol/model';
import type { Snapshot } from '../../../../extension/protocol/run';
import type { Summary } from '../../../../extension/protocol/summary';
import { chain, dense, figures, layerOf, plain } from './findingFixtures';
import { at, compiled, conclude, constant, layersOf, lineOf, zeros } from './layerFixtures';

const model = compiled(chain('a', 'b', 'c'));
const kernels = (sizes: Record<string, Summary>, step = 0): Snapshot =>
  at(step, Object.fromEntries(Object.entries(sizes).map(([name, kernel]) => [name, { weights: { kernel, bias: zeros(4) } }]))); // prettier-ignore
const found = (snapshot: Snapshot, layers?: LayerInfo[], known = {}) =>
  conclude(allZeros, snapshot, layers ? compiled(layers) : model, known);

describe('all-zeros', () => {
  it('finds hidden kernels that begin at zero, or all alike, and offers random ones', () => {
    const findings = found(kernels({ a: zeros(), b: constant(1), c: figures(1) }));
    assert.deepEqual(
      findings.map(f => [f.layer, f.message, f.remedies[0]!.label]),
      [
        ['a', 'kernel of a is all zero: use heNormal', 'Use heNormal on a'],
        ['b', 'kernel of b is all 1: use heNormal', 'Use heNormal on b'],
      ],
    );
    assert.deepEqual(findings[0]!.remedies[0]!.edits, [
      { kind: 'setArgument', site: lineOf('a'), name: 'kernelInitializer', value: 'heNormal' },
    ]);
  });

  it('lets biases, outputs, and branches that are added or multiplied begin at zero', () => {
    assert.deepEqual(found(kernels({ a: figures(1), b: figures(1), c: zeros() })), []);
    for (const className of ['Add', 'Multiply', 'Average']) {
      const layers = [
        ...[dense('a', []), dense('b', ['a'], { activation: 'linear' })],
        ...[plain('x', className, ['a', 'b']), dense('c', ['x'])],
      ];
      assert.deepEqual(found(kernels({ a: figures(1), b: zeros(), c: figures(1) }), layers), [], className);
    }
  });

  it('does not mind one unit, few values, embeddings and normalizations', () => {
    const shaped = (name: string, shape: number[]) =>
      dense('a', [], { weights: [{ name, shape, dtype: 'float32', trainable: true }] });
    const of = (layer: LayerInfo, weights: Record<string, Summary>) =>
      found(at(0, { a: { weights } }), [layer, dense('b', ['a'])]).length;
    assert.equal(of(shaped('kernel', [50, 20]), { kernel: zeros() }), 1);
    assert.equal(of(shaped('kernel', [1000, 1]), { kernel: constant(1) }), 0);
    assert.equal(of(shaped('kernel', [3, 1]), { kernel: zeros(3) }), 0);
    assert.equal(of(shaped('embeddings', [50, 20]), { embeddings: zeros() }), 0);
    assert.equal(of(shaped('gamma', [1000]), { gamma: constant(1) }), 0);
  });

  it('finds kernels that become zero later, outputs included, once', () => {
    const before = kernels({ a: figures(1), b: figures(1), c: figures(1) });
    const now = kernels({ a: figures(1), b: figures(1), c: zeros() }, 20);
    const [finding] = found(now, undefined, { previous: before, first: before });
    assert.deepEqual([finding!.layer, finding!.message, finding!.remedies], ['c', 'kernel of c is all zero at step 20', []]); // prettier-ignore
    assert.deepEqual(found(now, undefined, { previous: now, first: before }), []);
  });

  it('finds the first layer with weights that returns only zeros', () => {
    const layers = [
      dense('a', [], { activation: 'tanh' }),
      dense('b', ['a'], { className: 'MyLayer', activation: null }),
      dense('c', ['b'], { activation: 'linear' }),
    ];
    const returns = (a: Summary, b: Summary, c: Summary): Snapshot =>
      at(3, Object.fromEntries(Object.entries({ a, b, c }).map(([n, activation]) => [n, { activations: [activation], weights: { kernel: figures(1) } }]))); // prettier-ignore
    assert.deepEqual(layersOf(found(returns(figures(1), zeros(), zeros()), layers)), ['b']);
    assert.deepEqual(found(returns(figures(1), figures(1), figures(1)), layers), []);
    // What an input of zeros gives is the data's doing, and what relu cuts off is told by another rule.
    assert.deepEqual(found(returns(zeros(), zeros(), zeros()), layers), []);
    const relu = layers.map(l => ({ ...l, activation: 'relu' }));
    assert.deepEqual(found(returns(figures(1), zeros(), zeros()), relu), []);
  });

  it('ends well on layers without figures', () => {
    assert.deepEqual(found({ ...at(0, {}), layers: [layerOf('a')] }), []);
    assert.deepEqual(found(at(0, { a: { weights: { kernel: figures(0, { count: 0, min: null, max: null, std: null, mean: null }) } } })), []); // prettier-ignore
  });
});
