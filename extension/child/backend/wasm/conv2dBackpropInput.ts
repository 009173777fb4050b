import type * as tfjs from '@tensorflow/tfjs';
import { requireChannelsLast } from './conv2dBackpropFilter';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { padOrCrop, spread } from './padOrCrop';

interface Inputs {
  dy: tfjs.Tensor4D;
  filter: tfjs.Tensor4D;
}

/** The shipped ones have no dilations. */
type Attributes = tfjs.Conv2DBackpropInputAttrs & { dilations?: [number, number] | number };

/**
 * The gradient of a convolution by its input (and the forward pass of a transposed one): the output's gradient, spread by
 * the strides, is convolved with the filter turned around. The shipped kernel does the same one value at a time.
 */
export function installConv2dBackpropInput(tf: TensorFlowModule): void {
  replaceKernel<Inputs, Attributes>(tf, 'Conv2DBackpropInput', ({ inputs: { dy, filter }, attrs }) => {
    requireChannelsLast(attrs.dataFormat);
    const info = tf.backend_util.computeConv2DInfo(
      attrs.inputShape,
      filter.shape,
      attrs.strides,
      attrs.dilations ?? 1,
      attrs.pad,
      attrs.dimRoundingMode,
    );
    const { inHeight, inWidth, padInfo, dilationHeight, dilationWidth } = info;
    const { effectiveFilterHeight: filterHeight, effectiveFilterWidth: filterWidth } = info;
    const gradient = spread(tf, dy, info.strideHeight, info.strideWidth);
    // Row y of the result needs the rows y - (filter height - 1) + padding … y + padding of the spread gradient.
    const top = filterHeight - 1 - padInfo.top;
    const left = filterWidth - 1 - padInfo.left;
    const image = padOrCrop(tf, gradient, {
      top,
      left,
      bottom: inHeight + filterHeight - 1 - gradient.shape[1] - top,
      right: inWidth + filterWidth - 1 - gradient.shape[2] - left,
    });
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(image, turned as tfjs.Tensor4D, 1, 'valid', 'NHWC', [dilationHeight, dilationWidth]);
  });
}
