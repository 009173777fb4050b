import assert from 'node:assert/strict';
import { frozenInOptimizer } from '../../../../extension/core/findings/frozenInOptimizer';
import type { LayerInfo } from '../../../../extension/protocol/model';
import type { Snapshot } from '../../../../extension/protocol/run';
import { chain, dense, figures, normalization, plain } from './findingFixtures';
import { at, compiled, compileSite, conclude, fitOf, layersOf } from './layerFixtures';

const weighted = (layer: LayerInfo, change: object): LayerInfo => ({
  ...layer,
  weights: layer.weights.map(w => ({ ...w, ...change })),
});
const frozen = (layer: LayerInfo): LayerInfo => ({ ...weighted(layer, { trainable: false }), trainable: 0 });
const kernel = (size: number, gradient = false) => ({
  weights: { kernel: figures(size), bias: figures(1) },
  ...(gradient && { weightGradients: { kernel: figures(0.1) } }),
});
const found = (layers: LayerInfo[], after: Snapshot, known: object = {}) =>
  conclude(frozenInOptimizer, after, compiled(layers), known);

describe('frozen-in-optimizer', () => {
  it('finds layers that were unfrozen after compile, before the first step', () => {
    const late = chain('a', 'b', 'c').map(l => weighted(l, { isCompiled: l.name === 'c' }));
    const findings = found(late, at(0, {}));
    assert.deepEqual(layersOf(findings), ['a', 'b']);
    assert.equal(findings[0]!.message, 'a was not trainable when compiled: fit skips it');
    assert.deepEqual(findings[0]!.related, [
      { site: compileSite, message: 'compiled here, while the layer was not trainable' },
    ]);
  });

  it('tells a nested model once', () => {
    const inner = ['b', 'c'].map(name => weighted(dense(name, [], { depth: 1, parent: 'm' }), { isCompiled: false }));
    const [finding, ...others] = found(
      [plain('m', 'Sequential', [], { parameters: 24 }), ...inner, dense('d', ['m'])],
      at(0, {}),
    );
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.layer, finding!.evidence], ['m', { weights: 4, layers: 2, trainable: 1, compiled: 0 }]);
  });

  it('finds a layer in a field, which its holder’s weights do not include', () => {
    const holder = (parameters: number) => plain('m', 'MyBlock', [], { parameters });
    const inner = weighted(dense('b', [], { depth: 1, parent: 'm' }), { isCompiled: false });
    const [finding, ...others] = found([holder(0), inner, dense('d', ['m'])], at(0, {}));
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.layer, finding!.message], ['b', 'b is not among its layer’s weights: fit skips it']);
    assert.match(
      found([holder(12), inner, dense('d', ['m'])], at(0, {}))[0]!.message,
      /^m was not trainable when compiled/,
    );
  });

  it('says nothing of what compile took, what stays frozen, and loops', () => {
    const row = chain('a', 'b');
    assert.deepEqual(found(row.map(l => weighted(l, { isCompiled: true })), at(0, {})), []); // prettier-ignore
    assert.deepEqual(found(row, at(0, {})), []);
    assert.deepEqual(found(row.map(l => frozen(weighted(l, { isCompiled: false }))), at(0, {})), []); // prettier-ignore
    assert.deepEqual(found(row.map(l => frozen(weighted(l, { isCompiled: true }))), at(0, {})), []); // prettier-ignore
    const late = row.map(l => weighted(l, { isCompiled: false }));
    assert.deepEqual(found(late, at(0, {}), { fit: fitOf({ kind: 'custom' }) }), []);
    assert.deepEqual(found(late, at(0, {}), { fit: null }), []);
  });

  it('finds frozen weights that an optimizer moves, and not those that the program sets', () => {
    const layers = [frozen(dense('a', [])), dense('b', ['a'])];
    const previous = at(5, { a: kernel(1), b: kernel(1) });
    const [finding] = found(layers, at(10, { a: kernel(2, true), b: kernel(2, true) }), { previous });
    assert.deepEqual([finding!.layer, finding!.message], ['a', 'a is frozen, yet kernel was trained']);
    assert.deepEqual(found(layers, at(10, { a: kernel(2), b: kernel(2, true) }), { previous }), []);
    assert.deepEqual(found(layers, at(10, { a: kernel(1, true), b: kernel(2, true) }), { previous }), []);
    assert.deepEqual(found(layers, at(10, { a: kernel(2, true) }, { fit: 1 }), { previous }), []);
  });

  it('notes that averages of a frozen normalization follow the batches', () => {
    const layers = [dense('a', []), frozen(normalization('n', ['a'])), dense('b', ['n'])];
    const of = (mean: number) => ({ n: { weights: { gamma: figures(1), moving_mean: figures(mean) } } });
    const [finding] = found(layers, at(10, of(0.2)), { previous: at(5, of(0)) });
    assert.deepEqual([finding!.layer, finding!.severity, finding!.evidence['tensor']], ['n', 'info', 'moving_mean']);
    assert.deepEqual(found(layers, at(10, of(0.2)), { previous: at(5, of(0.2)) }), []);
    const free = [dense('a', []), normalization('n', ['a']), dense('b', ['n'])];
    assert.deepEqual(found(free, at(10, of(0.2)), { previous: at(5, of(0)) }), []);
  });
});
