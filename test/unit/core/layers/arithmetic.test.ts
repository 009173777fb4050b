import assert from 'node:assert/strict';
import {
  arithmetic,
  modelArithmetic,
  wrapperArithmetic,
  type WeightShape,
} from '../../../../extension/core/layers/arithmetic';

const weights = (shapes: Record<string, number[]>): WeightShape[] =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape }));

describe('arithmetic of parameters', () => {
  const cases: [string, Record<string, number[]>, string][] = [
    ['Conv2D', { kernel: [3, 3, 1, 16], bias: [16] }, '16·3·3·1 + 16 = 160'],
    ['Conv1D', { kernel: [5, 8, 32], bias: [32] }, '32·5·8 + 32 = 1312'],
    ['Conv3D', { kernel: [2, 3, 4, 5, 6] }, '6·2·3·4·5 = 720'],
    ['Conv2DTranspose', { kernel: [3, 3, 8, 16], bias: [8] }, '8·3·3·16 + 8 = 1160'],
    ['Dense', { kernel: [128, 10], bias: [10] }, '10·128 + 10 = 1290'],
    ['Dense', { kernel: [128, 10] }, '10·128 = 1280'],
    [
      'SeparableConv2D',
      { depthwise_kernel: [3, 3, 4, 2], pointwise_kernel: [1, 1, 8, 16], bias: [16] },
      '4·2·3·3 + 16·1·1·8 + 16 = 216',
    ],
    ['DepthwiseConv2D', { depthwise_kernel: [3, 3, 32, 1], bias: [32] }, '32·1·3·3 + 32 = 320'],
    ['LSTM', { kernel: [32, 256], recurrent_kernel: [64, 256], bias: [256] }, '4·64·32 + 4·64·64 + 4·64 = 24832'],
    ['GRU', { kernel: [5, 21], recurrent_kernel: [7, 21], bias: [21] }, '3·7·5 + 3·7·7 + 3·7 = 273'],
    ['SimpleRNN', { kernel: [5, 7], recurrent_kernel: [7, 7], bias: [7] }, '7·5 + 7·7 + 7 = 91'],
    [
      'ConvLSTM2D',
      { kernel: [3, 3, 1, 8], recurrent_kernel: [3, 3, 2, 8], bias: [8] },
      '4·2·3·3·1 + 4·2·3·3·2 + 4·2 = 224',
    ],
    ['Embedding', { embeddings: [1000, 64] }, '1000·64 = 64000'],
    ['BatchNormalization', { gamma: [64], beta: [64], moving_mean: [64], moving_variance: [64] }, '4·64 = 256'],
    ['BatchNormalization', { beta: [8], moving_mean: [8], moving_variance: [8] }, '3·8 = 24'],
    ['LayerNormalization', { gamma: [6], beta: [6] }, '2·6 = 12'],
    ['PReLU', { alpha: [4, 4, 3] }, '4·4·3 = 48'],
    ['Mine', { table: [2, 3], shift: [3], factor: [] }, '2·3 + 3 + 1 = 10'],
    ['Mine', { scale: [5] }, '5'],
    ['Dropout', {}, ''],
  ];
  for (const [className, shapes, text] of cases)
    it(`${className}: ${text || 'none'}`, () => assert.equal(arithmetic(className, weights(shapes)), text));

  it('what it says equals the number of values', () => {
    for (const [className, shapes, text] of cases) {
      const count = Object.values(shapes).reduce((n, shape) => n + shape.reduce((a, b) => a * b, 1), 0);
      const sums = text.split(' = ')[0]!.split(' + ');
      const said = text ? sums.reduce((n, p) => n + p.split('·').reduce((a, b) => a * Number(b), 1), 0) : 0;
      assert.equal(said, count, `${className} ${text}`);
    }
  });

  it('two equal halves of a wrapper are doubled', () => {
    const half = { className: 'LSTM', weights: weights({ kernel: [2, 12], recurrent_kernel: [3, 12], bias: [12] }) };
    assert.equal(wrapperArithmetic([half, half]), '2·(4·3·2 + 4·3·3 + 4·3) = 144');
    const dense = { className: 'Dense', weights: weights({ kernel: [2, 4], bias: [4] }) };
    assert.equal(wrapperArithmetic([dense]), '4·2 + 4 = 12');
    assert.equal(wrapperArithmetic([half, dense]), '4·3·2 + 4·3·3 + 4·3 + 4·2 + 4 = 84');
    assert.equal(wrapperArithmetic([]), '');
  });
  it('a nested model is the sum of its layers', () => {
    assert.equal(modelArithmetic([160, 0, 1290]), '160 + 1290 = 1450');
    assert.equal(modelArithmetic([160]), '160');
    assert.equal(modelArithmetic([]), '');
  });
});
