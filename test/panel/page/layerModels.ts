import type { ModelInfo } from '../../../extension/protocol/model';
import { layerOf, modelOf, type LayerSketch } from './modelsOf';

/** VGG: blocks of 3×3 convolutions with the filters given, each with a pooling that halves, then dense layers. */
export function vggModel(
  name: string,
  size: number,
  channels: number,
  blocks: readonly (readonly number[])[],
  dense: readonly number[],
): ModelInfo {
  const sketches: LayerSketch[] = [{ name: 'input', className: 'InputLayer', shape: [size, size, channels] }];
  let [side, depth] = [size, channels];
  blocks.forEach((filters, b) => {
    filters.forEach((count, c) => {
      const kernel = [3, 3, depth, count];
      const shape = [side, side, count];
      const line = 10 + sketches.length;
      sketches.push({ name: `conv${b + 1}_${c + 1}`, className: 'Conv2D', shape, kernel, activation: 'relu', line });
      depth = count;
    });
    side /= 2;
    sketches.push({ name: `pool${b + 1}`, className: 'MaxPooling2D', shape: [side, side, depth] });
  });
  let units = side * side * depth;
  sketches.push({ name: 'flatten', className: 'Flatten', shape: [units] });
  dense.forEach((count, i) => {
    const activation = i === dense.length - 1 ? 'softmax' : 'relu';
    sketches.push({
      name: `fc${i + 1}`,
      className: 'Dense',
      shape: [count],
      kernel: [units, count],
      activation,
      line: 50 + i,
    });
    units = count;
  });
  return modelOf(
    name,
    sketches.map(s => layerOf(s, 'vgg16.ts')),
  );
}
export const vgg16 = (): ModelInfo =>
  vggModel(
    'vgg16',
    224,
    3,
    [
      [64, 64],
      [128, 128],
      [256, 256, 256],
      [512, 512, 512],
      [512, 512, 512],
    ],
    [4096, 4096, 1000],
  );
/** The post's own, for drawn digits of 28×28 that are padded to 32×32. */
export const vggDigits = (): ModelInfo =>
  vggModel(
    'vgg',
    32,
    1,
    [
      [64, 64],
      [128, 128],
      [256, 256, 256],
      [512, 512, 512],
    ],
    [4096, 10],
  );

/** A residual network as names tell it: `stage3/b4/conv2`. */
export function resnetModel(): ModelInfo {
  const sketches: LayerSketch[] = [
    { name: 'stem', className: 'Conv2D', shape: [112, 112, 64], kernel: [7, 7, 3, 64], activation: 'relu', line: 14 },
  ];
  [3, 4, 6, 3].forEach((blocks, s) => {
    const side = 56 / 2 ** s;
    const width = 64 * 2 ** s;
    for (let b = 1; b <= blocks; b++) {
      const into = b === 1 ? (s ? width * 2 : 64) : width * 4;
      const at = `stage${s + 1}/b${b}`;
      const conv = (n: number, kernel: number[], line: number): LayerSketch => ({
        name: `${at}/conv${n}`,
        className: 'Conv2D',
        shape: [side, side, kernel.at(-1)!],
        kernel,
        activation: 'relu',
        line,
      });
      sketches.push(
        conv(1, [1, 1, into, width], 31),
        conv(2, [3, 3, width, width], 38),
        conv(3, [1, 1, width, width * 4], 44),
      );
    }
  });
  sketches.push({
    name: 'fc',
    className: 'Dense',
    shape: [1000],
    kernel: [2048, 1000],
    activation: 'softmax',
    line: 57,
  });
  return modelOf(
    'resnet',
    sketches.map(s => layerOf(s, 'resnet.ts')),
    { className: 'Functional' },
  );
}

/** Dense layers one after the other, as TensorFlow.js names them. */
export function plainModel(layers: number, units: number): ModelInfo {
  return modelOf(
    'plain',
    Array.from({ length: layers }, (_, i) =>
      layerOf(
        {
          name: `dense_Dense${i + 1}`,
          className: 'Dense',
          shape: [units],
          kernel: [units, units],
          activation: 'relu',
          line: 8,
        },
        'train.ts',
      ),
    ),
  );
}
