import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldAlike } from '../../../../../webview/models/layerTable/foldAlike';
import { layerTree, type LayerNode } from '../../../../../webview/models/layerTable/layerTree';
import { scopeOf } from '../../../../../webview/models/layerTable/nameScopes';
import { plainModel, resnetModel } from '../../../../panel/page/layerModels';
import { layer, model } from '../sampleRun';

const none = () => false;
const outline = (nodes: readonly LayerNode[], depth = 0): string[] =>
  nodes.flatMap(n => [`${' '.repeat(depth)}${n.name}`, ...outline(n.children, depth + 1)]);

describe('scopeOf', () => {
  it('reads the scopes that people write', () =>
    assert.deepEqual(
      [
        ['stage3/b4/conv2', 'Conv2D'],
        ['block1_conv1', 'Conv2D'],
        ['conv2_block1_1_conv', 'Conv2D'],
        ['layer1.0.conv1', 'Conv2D'],
        ['0.conv1', 'Conv2D'],
      ].map(([name, className]) => scopeOf(name!, className!)),
      ['stage3', 'block1', 'conv2', 'layer1', '0'],
    ));
  it('takes no name that TensorFlow.js counted for one', () =>
    assert.deepEqual(
      [
        ['conv2d_Conv2D1', 'Conv2D'],
        ['conv2d_1', 'Conv2D'],
        ['max_pooling2d_MaxPooling2D1', 'MaxPooling2D'],
        ['dense_Dense1', 'Dense'],
        ['flatten', 'Flatten'],
        ['/odd', 'Dense'],
        ['odd/', 'Dense'],
        ['', 'Dense'],
      ].map(([name, className]) => scopeOf(name!, className!)),
      Array(8).fill(null),
    ));
});

describe('foldAlike', () => {
  const folded = (text: string, least = 2) =>
    foldAlike([...text], c => (c === '!' ? null : c), least).map(s =>
      s.period ? `[${s.items.join('')}]` : s.items.join(''),
    );
  it('finds what repeats', () => {
    assert.deepEqual(folded('abbbc'), ['a', '[bbb]', 'c']);
    assert.deepEqual(folded('xabcabcy'), ['x', '[abcabc]', 'y']);
    assert.deepEqual(folded('aa', 4), ['aa']);
    assert.deepEqual(folded('abababab', 4), ['[abababab]']);
  });
  it('never folds what is apart', () => assert.deepEqual(folded('aa!aa'), ['[aa]', '!', '[aa]']));
  it('keeps every item, in order', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', '!'), { maxLength: 40 }), items =>
        assert.deepEqual(
          foldAlike(items, c => (c === '!' ? null : c)).flatMap(s => s.items),
          items,
        ),
      ),
    ));
});

describe('layerTree', () => {
  it('groups a deep network by its names, what is alike in one row', () => {
    const names = outline(layerTree(resnetModel(), 'block', l => l.name === 'stage3/b4/conv2'));
    assert.deepEqual(names.slice(0, 5), ['stem', 'stage1', ' b1', '  conv1', '  conv2']);
    const third = names.slice(names.indexOf('stage3') + 1, names.indexOf('stage4')).filter(n => /^ b/.test(n));
    assert.deepEqual(third, [' b1', ' b2 … b3', ' b4', ' b5 … b6']);
  });
  it('folds a long chain', () => {
    const [node] = layerTree(plainModel(300, 8), 'block', none);
    assert.deepEqual([node!.kind, node!.name, node!.leaves.length], ['alike', 'dense_Dense1 … dense_Dense300', 300]);
  });
  it('folds a pattern of layers', () => {
    const layers = Array.from({ length: 20 }, (_, i) => [
      layer(`conv2d_${i}`, { className: 'Conv2D' }),
      layer(`batch_normalization_${i}`, { className: 'BatchNormalization', activation: null }),
    ]).flat();
    const [node] = layerTree(model({ layers }), 'block', none);
    assert.deepEqual([node!.children.length, node!.period], [40, 2]);
  });
  it('leaves names alone that all begin alike', () => {
    const layers = ['a1/x', 'a1/y', 'a1/z'].map(n => layer(n, { parameters: n.charCodeAt(3) }));
    assert.deepEqual(outline(layerTree(model({ layers }), 'block', none)), ['a1/x', 'a1/y', 'a1/z']);
  });
  it('is flat where it is wished to be', () => {
    const layers = [layer('block'), layer('a', { parent: 'block', depth: 1 }), layer('out')];
    assert.deepEqual(outline(layerTree(model({ layers }), 'none', none)), ['a', 'out']);
    assert.deepEqual(outline(layerTree(model({ layers }), 'nested', none)), ['block', ' a', 'out']);
  });
  it('has every layer once, whatever parents name', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 10 }), parents => {
        const layers = parents.map((p, i) => layer(`l${i}`, { parent: p === i || p >= i ? null : `l${p}`, depth: 1 }));
        const names = outline(layerTree(model({ layers }), 'nested', none)).map(n => n.trim());
        assert.deepEqual(names.sort(), layers.map(l => l.name).sort());
      }),
    ));
});
