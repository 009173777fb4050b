import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { marginsToValid, padOrCrop } from './padOrCrop';

interface Inputs {
  x: tfjs.Tensor4D;
  dy: tfjs.Tensor4D;
}

/**
 * The gradient of a convolution by its filter, which the backend lacks. It is a convolution itself: channels and batch of
 * the input change places, the output's gradient is the filter, strides become dilations.
 *   dW[i,j,c,f] = sum over n,y,x of X[n, y*stride + i, x*stride + j, c] * dY[n,y,x,f]
 */
export function installConv2dBackpropFilter(tf: TensorFlowModule): void {
  replaceKernel<Inputs, tfjs.Conv2DBackpropFilterAttrs>(tf, 'Conv2DBackpropFilter', ({ inputs: { x, dy }, attrs }) => {
    requireChannelsLast(attrs.dataFormat);
    const info = tf.backend_util.computeConv2DInfo(
      x.shape,
      attrs.filterShape,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
    );
    const margined = padOrCrop(tf, x, marginsToValid(info));
    const image = tf.transpose(margined, [3, 1, 2, 0]);
    const filter = tf.transpose(dy, [1, 2, 0, 3]);
    const product = tf.conv2d(image, filter, 1, 'valid', 'NHWC', [info.strideHeight, info.strideWidth]);
    return tf.transpose(product, [1, 2, 0, 3]);
  });
}

/** The forward pass of this backend throws for other layouts too; tfjs-layers transposes around it. */
export function requireChannelsLast(dataFormat: string): void {
  if (dataFormat !== 'NHWC')
    throw new Error(`The WebAssembly backend has no convolution of the layout ${dataFormat}; use NHWC.`);
}
