import assert from 'node:assert/strict';
import { misplacedNormalization } from '../../../../extension/core/findings/misplacedNormalization';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import { dense, normalization, plain } from './findingFixtures';
import { at, compiled, conclude, lineOf } from './layerFixtures';

const found = (layers: LayerInfo[], change: Partial<ModelInfo> = {}) => {
  const model = compiled(layers, { loss: 'meanSquaredError', ...change });
  const evidence = conclude(misplacedNormalization, at(0, {}), model);
  return evidence.map(f => [f.layer, f.message]);
};
const softmax = dense('a', [], { activation: 'softmax' });
const linear = dense('a', [], { activation: 'linear' });
const dropout = (name: string, inbound: string[]) => plain(name, 'Dropout', inbound);

describe('misplaced-normalization', () => {
  it('finds a normalization of probabilities, and offers to remove it', () => {
    const model = compiled([softmax, normalization('n', ['a'])]);
    const [finding] = conclude(misplacedNormalization, at(0, {}), model);
    assert.equal(finding!.message, 'Normalization after the softmax of a: remove it');
    assert.deepEqual(finding!.remedies, [{ label: 'Remove n', edits: [{ kind: 'removeLayer', site: lineOf('n') }] }]);
    const apart = [linear, plain('s', 'Softmax', ['a'], { activation: 'softmax' }), normalization('n', ['s'])];
    assert.deepEqual(found(apart), [['n', 'Normalization after the softmax of s: remove it']]);
  });

  it('finds dropout and normalizations as the last step', () => {
    assert.deepEqual(found([linear, dropout('d', ['a'])]), [['d', 'Dropout after the output of a: remove it']]);
    assert.deepEqual(found([softmax, dropout('d', ['a'])]), [['d', 'Dropout after the softmax of a: remove it']]);
    assert.deepEqual(found([linear, normalization('n', ['a'])]), [
      ['n', 'Normalization after the output of a: remove it'],
    ]);
    const sigmoid = dense('a', [], { activation: 'sigmoid' });
    assert.deepEqual(found([sigmoid, normalization('n', ['a'])]), [
      ['n', 'Normalization after the sigmoid of a: remove it'],
    ]);
    const flattened = [linear, dropout('d', ['a']), plain('f', 'Flatten', ['d'])];
    assert.equal(found(flattened).length, 1);
  });

  it('lets embeddings end in a normalization, and parts of models in dropout', () => {
    const last = [linear, normalization('n', ['a'])];
    assert.deepEqual(found(last, { loss: 'tripletLoss' }), []);
    assert.deepEqual(found(last, { loss: null }), []);
    assert.deepEqual(found([linear, dropout('d', ['a'])], { loss: null }), []);
  });

  it('finds a normalization right after one of the same kind', () => {
    const twice = [linear, normalization('n', ['a']), normalization('m', ['n']), dense('c', ['m'])];
    assert.deepEqual(found(twice), [['m', 'Normalization after the normalization of n: remove it']]);
    const kinds = [linear, normalization('n', ['a']), normalization('m', ['n'], 'LayerNormalization'), dense('c', ['m'])]; // prettier-ignore
    assert.deepEqual(found(kinds), []);
    const axes = twice.map(l => (l.name === 'm' ? { ...l, config: { axis: 1 } } : l));
    assert.deepEqual(found(axes), []);
    const between = [...twice.slice(0, 2), plain('r', 'ReLU', ['n'], { activation: 'relu' }), normalization('m', ['r']), dense('c', ['m'])]; // prettier-ignore
    assert.deepEqual(found(between), []);
  });

  it('says nothing of normalizations and dropout in their places', () => {
    const healthy = [
      ...[linear, normalization('n', ['a']), plain('r', 'ReLU', ['n'], { activation: 'relu' }), dropout('d', ['r'])],
      dense('z', ['d'], { activation: 'softmax' }),
    ];
    assert.deepEqual(found(healthy), []);
    // The softmax of an attention may be thinned out.
    const attention = [softmax, dropout('d', ['a']), plain('x', 'Dot', ['d']), dense('z', ['x'])];
    assert.deepEqual(found(attention), []);
    assert.deepEqual(found([plain('i', 'InputLayer', []), normalization('n', ['i']), dense('z', ['n'])]), []);
    const sum = [linear, dense('b', []), plain('s', 'Add', ['a', 'b']), normalization('n', ['s']), dense('z', ['n'])];
    assert.deepEqual(found(sum), []);
  });

  it('ends on graphs that go round', () => {
    assert.ok(Array.isArray(found([normalization('n', ['m']), normalization('m', ['n']), dropout('d', ['d'])])));
  });
});
