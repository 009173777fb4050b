import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { padOrCrop, spread } from './padOrCrop';

type Attributes = tfjs.DepthwiseConv2dNativeBackpropFilterAttrs & tfjs.DepthwiseConv2dNativeBackpropInputAttrs;
type Shape4D = [number, number, number, number];
type Info = tfjs.backend_util.Conv2DInfo;
type Values = tfjs.backend_util.TypedArray;

/** Both gradients of a depthwise convolution, which the backend lacks. Filters are [height, width, channels, multiplier]. */
export function installDepthwiseGradients(tf: TensorFlowModule): void {
  const infoOf = (input: Shape4D, filter: Shape4D, attrs: Attributes): Info =>
    tf.backend_util.computeConv2DInfo(
      input,
      filter,
      attrs.strides,
      attrs.dilations,
      attrs.pad,
      attrs.dimRoundingMode,
      true,
    );

  replaceKernel<{ x: tfjs.Tensor4D; dy: tfjs.Tensor4D }, Attributes>(
    tf,
    'DepthwiseConv2dNativeBackpropFilter',
    ({ inputs: { x, dy }, attrs, backend }) => {
      const result = backend.makeOutput(attrs.filterShape, 'float32');
      const info = infoOf(x.shape, attrs.filterShape, attrs);
      const sums = filterGradient(info, backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(dy));
      backend.typedArrayFromHeap(result).set(sums);
      return result;
    },
  );

  // The output's gradient, spread by the strides, goes through the filter turned around; then multiples are added up.
  replaceKernel<{ dy: tfjs.Tensor4D; filter: tfjs.Tensor4D }, Attributes>(
    tf,
    'DepthwiseConv2dNativeBackpropInput',
    ({ inputs: { dy, filter }, attrs }) => {
      const [filterHeight, filterWidth, channels, multiplier] = filter.shape;
      const info = infoOf(attrs.inputShape, filter.shape, attrs);
      const { inHeight, inWidth, padInfo, batchSize, dilationHeight, dilationWidth } = info;
      const gradient = spread(tf, dy, info.strideHeight, info.strideWidth);
      const top = info.effectiveFilterHeight - 1 - padInfo.top;
      const left = info.effectiveFilterWidth - 1 - padInfo.left;
      const image = padOrCrop(tf, gradient, {
        top,
        left,
        bottom: inHeight + info.effectiveFilterHeight - 1 - gradient.shape[1] - top,
        right: inWidth + info.effectiveFilterWidth - 1 - gradient.shape[2] - left,
      });
      const turned = tf.reshape(tf.reverse(filter, [0, 1]), [filterHeight, filterWidth, channels * multiplier, 1]);
      const each = tf.depthwiseConv2d(image, turned as tfjs.Tensor4D, 1, 'valid', 'NHWC', [
        dilationHeight,
        dilationWidth,
      ]);
      return multiplier === 1
        ? each
        : tf.sum(tf.reshape(each, [batchSize, inHeight, inWidth, channels, multiplier]), 4);
    },
  );
}

/** dW[i,j,c,m] = sum over n,y,x of X[n, y*stride + i, x*stride + j, c] * dY[n,y,x,c*M+m], in double precision. */
function filterGradient(info: Info, x: Values, dy: Values): Float64Array {
  const { inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth, padInfo } = info;
  const multiplier = outChannels / inChannels;
  const sums = new Float64Array(filterHeight * filterWidth * outChannels);
  let output = 0;
  for (let n = 0; n < info.batchSize; n++)
    for (let oy = 0; oy < info.outHeight; oy++)
      for (let ox = 0; ox < info.outWidth; ox++, output += outChannels)
        for (let i = 0; i < filterHeight; i++) {
          const y = oy * info.strideHeight - padInfo.top + i * info.dilationHeight;
          if (y < 0 || y >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const column = ox * info.strideWidth - padInfo.left + j * info.dilationWidth;
            if (column < 0 || column >= inWidth) continue;
            const input = ((n * inHeight + y) * inWidth + column) * inChannels;
            addProducts(sums, (i * filterWidth + j) * outChannels, x, input, dy, output, inChannels, multiplier);
          }
        }
  return sums;
}

/** For each channel and multiple: sums[…] += x[…] * dy[…]. Channels lie side by side in all three. */
function addProducts(
  sums: Float64Array,
  sumIndex: number,
  x: Values,
  input: number,
  dy: Values,
  output: number,
  channels: number,
  multiplier: number,
): void {
  for (let c = 0, k = 0; c < channels; c++) {
    const value = x[input + c] as number;
    for (let m = 0; m < multiplier; m++, k++)
      sums[sumIndex + k] = (sums[sumIndex + k] as number) + value * (dy[output + k] as number);
  }
}
