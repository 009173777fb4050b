import type { Shape } from '../../protocol/model';
import type { WeightShape } from './arithmetic';

/** One call of a layer: the shape of what it takes (the first, of several) and returns, the batch first. */
export interface LayerCall {
  input: Shape | null;
  output: Shape | null;
}

const product = (shape: readonly (number | null)[]): number | null =>
  shape.reduce<number | null>((a, b) => (a === null || b === null ? null : a * b), 1);
const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);

/**
 * Multiply-adds of one call of a built-in layer for one example: each weight of a kernel once for every place that it is
 * applied to. What scales value by value (normalization, PReLU) or looks up (embedding) is not counted, as is the custom in
 * the literature. null where the class is not known, or a size is known only at run time.
 */
export function multiplyAdds(
  className: string,
  weights: readonly WeightShape[],
  { input, output }: LayerCall,
): number | null {
  const size = (name: string): number => product(weights.find(w => w.name === name)?.shape ?? [0])!;
  const axis = (name: string, from: number): number => weights.find(w => w.name === name)?.shape.at(from) ?? 1;
  /** Places of an output or input with so many channels, wherever their axis is. */
  const places = (shape: Shape | null, channels: number): number | null => {
    const values = shape && product(shape.slice(1));
    return values === null ? null : values / channels;
  };
  switch (className) {
    case 'Dense':
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D':
      return times(size('kernel'), places(output, axis('kernel', -1)));
    case 'Conv2DTranspose':
    case 'Conv3DTranspose':
      return times(size('kernel'), places(input, axis('kernel', -1)));
    case 'DepthwiseConv2D':
      return times(
        size('depthwise_kernel'),
        places(output, axis('depthwise_kernel', -1) * axis('depthwise_kernel', -2)),
      );
    case 'SeparableConv2D':
      return times(size('depthwise_kernel') + size('pointwise_kernel'), places(output, axis('pointwise_kernel', -1)));
    case 'SimpleRNN':
    case 'GRU':
    case 'LSTM':
      return times(size('kernel') + size('recurrent_kernel'), input?.[1] ?? null);
    case 'ConvLSTM2D': {
      const filters = axis('recurrent_kernel', -2);
      const steps = input?.[1] ?? null;
      // with sequences returned, the steps are among the places
      const isSequence = output?.length === input?.length;
      const each = places(output, filters * (isSequence ? (steps ?? 1) : 1));
      return times(times(size('kernel') + size('recurrent_kernel'), steps), each);
    }
    default:
      return withoutProducts.has(className) ? 0 : null;
  }
}
const withoutProducts = new Set(
  (
    'InputLayer Activation ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax BatchNormalization LayerNormalization Embedding ' +
    'Dropout SpatialDropout1D AlphaDropout GaussianDropout GaussianNoise Masking Flatten Reshape Permute RepeatVector ' +
    'Add Average Concatenate Maximum Minimum Multiply Dot Cropping2D ZeroPadding2D UpSampling2D ' +
    'AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D ' +
    'GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D ' +
    'Rescaling Resizing CenterCrop RandomWidth RandomHeight CategoryEncoding'
  ).split(' '),
);
