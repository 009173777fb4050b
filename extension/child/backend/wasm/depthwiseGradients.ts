import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { marginsToValid, padOrCrop, spread } from './padOrCrop';

/** Both gradients of a depthwise convolution, which the backend lacks. Filters are [height, width, channels, multiplier]. */
export function installDepthwiseGradients(tf: TensorFlowModule): void {
  type Attributes = tfjs.DepthwiseConv2dNativeBackpropFilterAttrs & tfjs.DepthwiseConv2dNativeBackpropInputAttrs;
  type Shape4D = [number, number, number, number];
  const infoOf = (input: Shape4D, filter: Shape4D, attrs: Attributes): tfjs.backend_util.Conv2DInfo =>
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
    ({ inputs: { x, dy }, attrs }) => {
      const [filterHeight, filterWidth, channels, multiplier] = attrs.filterShape;
      const info = infoOf(x.shape, attrs.filterShape, attrs);
      const { outHeight, outWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, batchSize } = info;
      const image = padOrCrop(tf, x, marginsToValid(info));
      const gradient = tf.reshape(dy, [batchSize * outHeight * outWidth, channels, multiplier]);
      // One place of the filter at a time: what it saw, times what came of it.
      const places: tfjs.Tensor[] = [];
      for (let i = 0; i < filterHeight; i++)
        for (let j = 0; j < filterWidth; j++) {
          const top = i * dilationHeight;
          const left = j * dilationWidth;
          const seen = tf.stridedSlice(
            image,
            [0, top, left, 0],
            [batchSize, top + (outHeight - 1) * strideHeight + 1, left + (outWidth - 1) * strideWidth + 1, channels],
            [1, strideHeight, strideWidth, 1],
          );
          places.push(tf.sum(tf.mul(tf.reshape(seen, [batchSize * outHeight * outWidth, channels, 1]), gradient), 0));
        }
      return tf.reshape(tf.stack(places), attrs.filterShape);
    },
  );

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
