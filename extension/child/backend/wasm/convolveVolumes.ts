import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlowModule } from './kernel';

export type Three = [depth: number, height: number, width: number];

/**
 * A convolution of volumes without padding, as one of images for each plane of the filter, which are added up. The shipped
 * kernel takes one value at a time, several times slower.
 * @param x [batch, depth, height, width, channels]
 * @param filter [depth, height, width, channels, out channels]
 */
export function convolveVolumes(
  tf: TensorFlowModule,
  x: tfjs.Tensor5D,
  filter: tfjs.Tensor5D,
  strides: Three,
  dilations: Three,
): tfjs.Tensor5D {
  const [batch, depth, height, width, channels] = x.shape;
  const [filterDepth, filterHeight, filterWidth, , outChannels] = filter.shape;
  const outDepth = Math.floor((depth - (filterDepth - 1) * dilations[0] - 1) / strides[0]) + 1;
  // the backend cuts slowly from rank 5 on
  const images = tf.reshape(x, [batch, depth, height * width * channels]);
  const filterPlanes = tf.reshape(filter, [filterDepth, filterHeight * filterWidth * channels * outChannels]);
  const planes = Array.from({ length: filterDepth }, (_, k) => {
    const seen = Array.from({ length: outDepth }, (_, o) => o * strides[0] + k * dilations[0]);
    const slices =
      strides[0] === 1
        ? tf.slice(images, [0, seen[0] as number, 0], [batch, outDepth, -1])
        : tf.gather(images, tf.tensor1d(seen, 'int32'), 1);
    const plane = tf.slice(filterPlanes, [k, 0], [1, -1]);
    return tf.conv2d(
      tf.reshape(slices, [batch * outDepth, height, width, channels]) as tfjs.Tensor4D,
      tf.reshape(plane, [filterHeight, filterWidth, channels, outChannels]) as tfjs.Tensor4D,
      [strides[1], strides[2]],
      'valid',
      'NHWC',
      [dilations[1], dilations[2]],
    );
  });
  const sum = planes.reduce((total, plane) => tf.add(total, plane));
  return tf.reshape(sum, [batch, outDepth, sum.shape[1], sum.shape[2], outChannels]);
}
