import type { Shape } from '../../../protocol/model';
import {
  axesOf,
  biasOf,
  count,
  first,
  known,
  ofRank,
  sizeBy,
  sizes,
  trained,
  unknown,
  withPicture,
  type LayerRule,
  type Size,
} from './layerRule';
import type { Config } from './modelGraph';
import { withLora } from './quantizedWeights';

/** Places that a window of `size` has on `input`: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 */
export function placesOf(input: Size | undefined, size: number, stride: number, padding: unknown): Size {
  if (stride < 1) return unknown();
  if (padding === 'same' || padding === 'causal') return sizeBy(input, n => Math.ceil(n / stride));
  return padding === 'valid' ? sizeBy(input, n => Math.floor((n - size) / stride) + 1) : unknown();
}
const ones = (rank: number): number[] => Array<number>(rank).fill(1);

/** The picture's sizes after the window of a convolution. @param from its first axis */
export function convolved(shape: Shape, from: number, rank: number, config: Config): Size[] {
  const window = sizes(config, 'kernel_size', rank);
  const strides = sizes(config, 'strides', rank, ones(rank));
  const dilation = sizes(config, 'dilation_rate', rank, ones(rank));
  return window.map((size, i) =>
    placesOf(shape[from + i], (size - 1) * dilation[i]! + 1, strides[i]!, config['padding'] ?? 'valid'),
  );
}
/** How many channels go in. */
const channelsIn = (inputs: readonly Shape[], config: Config, rank: number): number =>
  known(ofRank(first(inputs), rank + 2)[axesOf(config, rank).channels]);

function convolvedTo(inputs: readonly Shape[], config: Config, rank: number, filters: number): Shape[] {
  const shape = ofRank(first(inputs), rank + 2);
  const { channels, from } = axesOf(config, rank);
  return [withPicture(shape, from, convolved(shape, from, rank, config), [channels, filters])];
}

const convolution = (rank: number): LayerRule =>
  withLora({
    outputs: (inputs, config) => convolvedTo(inputs, config, rank, count(config, 'filters')),
    weights: (inputs, config) => {
      const filters = count(config, 'filters');
      const inGroup = channelsIn(inputs, config, rank) / Number(config['groups'] ?? 1);
      if (!Number.isSafeInteger(inGroup)) return unknown();
      const kernel = trained('kernel', [...sizes(config, 'kernel_size', rank), inGroup, filters]);
      return [kernel, ...biasOf(config, [filters])];
    },
  });

const separable = (rank: number): LayerRule => ({
  outputs: (inputs, config) => convolvedTo(inputs, config, rank, count(config, 'filters')),
  weights: (inputs, config) => {
    const filters = count(config, 'filters');
    const channels = channelsIn(inputs, config, rank);
    const multiplier = Number(config['depth_multiplier'] ?? 1);
    return [
      trained('depthwise_kernel', [...sizes(config, 'kernel_size', rank), channels, multiplier]),
      trained('pointwise_kernel', [...ones(rank), channels * multiplier, filters]),
      ...biasOf(config, [filters]),
    ];
  },
});

const depthwise = (rank: number): LayerRule => ({
  outputs: (inputs, config) =>
    convolvedTo(inputs, config, rank, channelsIn(inputs, config, rank) * Number(config['depth_multiplier'] ?? 1)),
  weights: (inputs, config) => {
    const channels = channelsIn(inputs, config, rank);
    const multiplier = Number(config['depth_multiplier'] ?? 1);
    return [
      trained('depthwise_kernel', [...sizes(config, 'kernel_size', rank), channels, multiplier]),
      ...biasOf(config, [channels * multiplier]),
    ];
  },
});

/** A transposed convolution's size: each place is spread by the stride, the last one as wide as the window. */
function spread(input: Size | undefined, size: number, stride: number, padding: unknown, extra: number | null): Size {
  const isSame = padding === 'same';
  if (!isSame && padding !== 'valid') return unknown();
  if (extra === null) return sizeBy(input, n => n * stride + (isSame ? 0 : Math.max(size - stride, 0)));
  return sizeBy(input, n => (n - 1) * stride + size - 2 * (isSame ? Math.floor(size / 2) : 0) + extra);
}
const transposed = (rank: number): LayerRule => ({
  outputs: (inputs, config) => {
    const shape = ofRank(first(inputs), rank + 2);
    const { channels, from } = axesOf(config, rank);
    const strides = sizes(config, 'strides', rank, ones(rank));
    const dilation = sizes(config, 'dilation_rate', rank, ones(rank));
    const extra = config['output_padding'] == null ? null : sizes(config, 'output_padding', rank);
    const picture = sizes(config, 'kernel_size', rank).map((size, i) =>
      spread(
        shape[from + i],
        (size - 1) * dilation[i]! + 1,
        strides[i]!,
        config['padding'] ?? 'valid',
        extra?.[i] ?? null,
      ),
    );
    return [withPicture(shape, from, picture, [channels, count(config, 'filters')])];
  },
  weights: (inputs, config) => {
    const filters = count(config, 'filters');
    const window = sizes(config, 'kernel_size', rank);
    return [trained('kernel', [...window, filters, channelsIn(inputs, config, rank)]), ...biasOf(config, [filters])];
  },
});

export const convolutionRules: Record<string, LayerRule> = {
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Convolution1D: convolution(1),
  Convolution2D: convolution(2),
  Convolution3D: convolution(3),
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
  Conv3DTranspose: transposed(3),
};
