import assert from 'node:assert/strict';
import { missingActivation } from '../../../../extension/core/findings/missingActivation';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import { dense, normalization, plain } from './findingFixtures';
import { at, compiled, conclude, layersOf, lineOf } from './layerFixtures';

/** A layer with a kernel of this shape. */
const shaped = (name: string, inbound: string[], shape: number[], change: Partial<LayerInfo> = {}): LayerInfo =>
  dense(name, inbound, {
    activation: 'linear',
    weights: [{ name: 'kernel', shape, dtype: 'float32', trainable: true }],
    ...change,
  });
const found = (layers: LayerInfo[], change: Partial<ModelInfo> = {}) =>
  conclude(missingActivation, at(0, {}), compiled(layers, change));
const linear = shaped('a', [], [8, 16]);
const next = shaped('z', ['a'], [16, 10], { activation: 'softmax' });

describe('missing-activation', () => {
  it('finds two dense layers in a row, and offers relu', () => {
    const [finding, ...others] = found([linear, next]);
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.layer, finding!.message], ['a', 'No activation between a and z: use relu']);
    assert.deepEqual(finding!.remedies, [
      {
        label: 'Use relu in a',
        edits: [{ kind: 'setArgument', site: lineOf('a'), name: 'activation', value: 'relu' }],
      },
    ]);
    assert.deepEqual(finding!.related, [{ site: lineOf('z'), message: 'z takes what a returns' }]);
  });

  it('does not edit a line that makes other layers too, or the whole model', () => {
    const remediesOf = (lines: Record<string, string>, change: Partial<ModelInfo> = {}) => {
      const model = compiled([linear, next], change);
      const layers = model.layers.map(l => ({ ...l, site: lineOf(lines[l.name] ?? l.name) }));
      return conclude(missingActivation, at(0, {}), { ...model, layers })[0]!.remedies.length;
    };
    assert.equal(remediesOf({}), 1);
    assert.equal(remediesOf({ a: 'x', z: 'x' }), 0);
    assert.equal(remediesOf({}, { site: lineOf('a') }), 0);
  });

  it('sees through what is linear itself', () => {
    for (const className of [
      'Flatten',
      'Dropout',
      'AveragePooling2D',
      'GlobalAveragePooling2D',
      'ZeroPadding2D',
      'Reshape',
    ])
      // prettier-ignore
      assert.equal(found([linear, plain('m', className, ['a']), { ...next, inbound: ['m'] }]).length, 1, className);
    const activation = plain('m', 'Activation', ['a'], { activation: 'linear' });
    assert.equal(found([linear, activation, { ...next, inbound: ['m'] }]).length, 1);
  });

  it('stops at what is not', () => {
    const between = [
      plain('m', 'Activation', ['a'], { activation: 'relu' }),
      plain('m', 'MaxPooling2D', ['a']),
      plain('m', 'LeakyReLU', ['a'], { activation: 'leakyRelu' }),
      plain('m', 'Softmax', ['a'], { activation: 'softmax' }),
      plain('m', 'MyOwn', ['a']),
      plain('m', 'Lambda', ['a']),
      plain('m', 'Multiply', ['a']),
      normalization('m', ['a']),
    ];
    for (const layer of between) assert.deepEqual(found([linear, layer, { ...next, inbound: ['m'] }]), [], layer.className); // prettier-ignore
    for (const activation of ['relu', 'tanh', null, 'mine'])
      assert.deepEqual(found([{ ...linear, activation }, next]), []);
  });

  it('lets a bottleneck hold down the rank', () => {
    const narrow = [shaped('a', [], [16, 3]), shaped('z', ['a'], [3, 16], { activation: 'relu' })];
    assert.deepEqual(found(narrow), []);
    // As wide as what goes in: nothing is held down.
    assert.equal(found([shaped('a', [], [8, 8]), shaped('z', ['a'], [8, 16])]).length, 1);
    const convolutions = [
      shaped('a', [], [3, 3, 32, 8], { className: 'Conv2D' }),
      shaped('z', ['a'], [1, 1, 8, 64], { className: 'Conv2D' }),
    ];
    assert.deepEqual(found(convolutions), []);
    const wide = [
      shaped('a', [], [3, 3, 3, 32], { className: 'Conv2D' }),
      shaped('z', ['a'], [3, 3, 32, 8], { className: 'Conv2D' }),
    ];
    assert.deepEqual(layersOf(found(wide)), ['a']);
  });

  it('knows where a transposed convolution has its filters', () => {
    const up = shaped('a', [], [3, 3, 16, 4], { className: 'Conv2DTranspose' });
    assert.equal(found([up, shaped('z', ['a'], [16, 10])])[0]!.evidence['units'], 16);
  });

  it('leaves depthwise halves, recurrent layers, outputs and values that go elsewhere too', () => {
    assert.deepEqual(found([{ ...linear, className: 'DepthwiseConv2D' }, next]), []);
    assert.deepEqual(found([linear, { ...next, className: 'LSTM' }]), []);
    assert.deepEqual(found([linear, next], { outputs: [{ name: 'a', shape: [null, 16] }] }), []);
    assert.deepEqual(found([linear, next, plain('x', 'Lambda', ['a'])]), []);
    assert.deepEqual(found([linear]), []);
    assert.deepEqual(found([linear, plain('f', 'Flatten', ['a'])]), []);
  });

  it('looks at the model once', () => {
    const snapshot = at(5, {});
    assert.deepEqual(conclude(missingActivation, snapshot, compiled([linear, next]), { previous: snapshot }), []);
  });
});
