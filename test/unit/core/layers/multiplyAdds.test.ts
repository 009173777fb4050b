import assert from 'node:assert/strict';
import { multiplyAdds, type LayerCall } from '../../../../extension/core/layers/multiplyAdds';
import type { WeightShape } from '../../../../extension/core/layers/arithmetic';
import type { Shape } from '../../../../extension/protocol/model';

const weights = (shapes: Record<string, number[]>): WeightShape[] =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
const call = (input: Shape | null, output: Shape | null): LayerCall => ({ input, output });

describe('multiply-adds of a call', () => {
  it('of a dense layer: its kernel, for each place of its input', () => {
    const kernel = weights({ kernel: [784, 10], bias: [10] });
    assert.equal(multiplyAdds('Dense', kernel, call([null, 784], [null, 10])), 7840);
    assert.equal(multiplyAdds('Dense', kernel, call([null, 5, 784], [null, 5, 10])), 5 * 7840);
  });
  it('of convolutions: their kernel, for each place of the output', () => {
    const image = weights({ kernel: [3, 3, 3, 64], bias: [64] });
    assert.equal(multiplyAdds('Conv2D', image, call([null, 224, 224, 3], [null, 224, 224, 64])), 86_704_128);
    assert.equal(multiplyAdds('Conv2D', image, call([null, 3, 224, 224], [null, 64, 112, 112])), 1728 * 112 * 112);
    assert.equal(multiplyAdds('Conv1D', weights({ kernel: [3, 2, 4] }), call([null, 10, 2], [null, 8, 4])), 24 * 8);
    const volume = weights({ kernel: [2, 2, 2, 1, 3] });
    assert.equal(multiplyAdds('Conv3D', volume, call([null, 4, 4, 4, 1], [null, 3, 3, 3, 3])), 24 * 27);
  });
  it('of transposed ones: for each place of the input', () => {
    const kernel = weights({ kernel: [3, 3, 8, 16] });
    assert.equal(multiplyAdds('Conv2DTranspose', kernel, call([null, 7, 7, 16], [null, 14, 14, 8])), 1152 * 49);
  });
  it('of depthwise and separable ones', () => {
    const depthwise = weights({ depthwise_kernel: [3, 3, 16, 2] });
    assert.equal(multiplyAdds('DepthwiseConv2D', depthwise, call([null, 8, 8, 16], [null, 6, 6, 32])), 288 * 36);
    const both = weights({ depthwise_kernel: [3, 3, 16, 2], pointwise_kernel: [1, 1, 32, 5] });
    assert.equal(multiplyAdds('SeparableConv2D', both, call([null, 8, 8, 16], [null, 6, 6, 5])), (288 + 160) * 36);
  });
  it('of recurrent layers: for each time step', () => {
    const lstm = weights({ kernel: [4, 4 * 7], recurrent_kernel: [7, 4 * 7], bias: [28] });
    assert.equal(multiplyAdds('LSTM', lstm, call([null, 5, 4], [null, 7])), 5 * (4 * 28 + 7 * 28));
    assert.equal(multiplyAdds('LSTM', lstm, call([null, null, 4], [null, 7])), null);
    const images = weights({ kernel: [3, 3, 1, 8], recurrent_kernel: [3, 3, 2, 8] });
    const expected = 3 * 36 * (72 + 144);
    assert.equal(multiplyAdds('ConvLSTM2D', images, call([null, 3, 8, 8, 1], [null, 6, 6, 2])), expected);
    assert.equal(multiplyAdds('ConvLSTM2D', images, call([null, 3, 8, 8, 1], [null, 3, 6, 6, 2])), expected);
  });
  it('none where nothing is multiplied by weights and added up', () => {
    assert.equal(multiplyAdds('MaxPooling2D', [], call([null, 4, 4, 1], [null, 2, 2, 1])), 0);
    const norm = weights({ gamma: [3], beta: [3] });
    assert.equal(multiplyAdds('BatchNormalization', norm, call([null, 3], [null, 3])), 0);
  });
  it("unknown: a person's own class, a size of run time, no shape", () => {
    assert.equal(multiplyAdds('Scale', weights({ scale: [3] }), call([null, 3], [null, 3])), null);
    assert.equal(multiplyAdds('Mine', [], call([null, 3], [null, 3])), null);
    const kernel = weights({ kernel: [3, 3, 1, 4] });
    assert.equal(multiplyAdds('Conv2D', kernel, call([null, null, null, 1], [null, null, null, 4])), null);
    assert.equal(multiplyAdds('Conv2D', kernel, call(null, null)), null);
  });
});
