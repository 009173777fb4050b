import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { marginsToValid, padOrCrop } from './padOrCrop';

interface Inputs {
  x: tfjs.Tensor4D;
  dy: tfjs.Tensor4D;
}

/** The shipped ones have no dilations. */
type Attributes = tfjs.Conv2DBackpropFilterAttrs & { dilations?: [number, number] | number };

/**
 * The gradient of a convolution by its filter, which the backend lacks. It is a convolution itself: channels and batch of
 * the input change places, the output's gradient is the filter, strides become dilations, and dilations strides.
 *   dW[i,j,c,f] = sum over n,y,x of X[n, y*stride + i*dilation, x*stride + j*dilation, c] * dY[n,y,x,f]
 */
export function installConv2dBackpropFilter(tf: TensorFlowModule): void {
  replaceKernel<Inputs, Attributes>(tf, 'Conv2DBackpropFilter', ({ inputs: { x, dy }, attrs }) => {
    requireChannelsLast(attrs.dataFormat);
    const info = tf.backend_util.computeConv2DInfo(
      x.shape,
      attrs.filterShape,
      attrs.strides,
      attrs.dilations ?? 1,
      attrs.pad,
      attrs.dimRoundingMode,
    );
    const margined = padOrCrop(tf, x, marginsToValid(info));
    const image = tf.transpose(margined, [3, 1, 2, 0]);
    const filter = tf.transpose(dy, [1, 2, 0, 3]);
    const product = convolve(tf, image, filter, info);
    return tf.transpose(product, [1, 2, 0, 3]);
  });
}

/** The forward pass of this backend throws for other layouts too; tfjs-layers transposes around it. */
export function requireChannelsLast(dataFormat: string): void {
  if (dataFormat !== 'NHWC')
    throw new Error(`The WebAssembly backend has no convolution of the layout ${dataFormat}; use NHWC.`);
}

/** Places in the image step by the strides, those in the result by the dilations; one of both is 1. */
function convolve(
  tf: TensorFlowModule,
  image: tfjs.Tensor4D,
  filter: tfjs.Tensor4D,
  info: tfjs.backend_util.Conv2DInfo,
): tfjs.Tensor4D {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  return tf.conv2d(image, filter, [dilationHeight, dilationWidth], 'valid', 'NHWC', [strideHeight, strideWidth]);
}
