import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlowModule } from './kernel';

/** Rows and columns to add with zeros on each side of an image; a negative number takes them away. */
export interface Margins {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** @param x [batch, height, width, channels] */
export function padOrCrop(tf: TensorFlowModule, x: tfjs.Tensor4D, margins: Margins): tfjs.Tensor4D {
  const { top, bottom, left, right } = margins;
  const cropped = (v: number): number => Math.max(0, -v);
  const padded = (v: number): number => Math.max(0, v);
  let result = x;
  if (Math.min(top, bottom, left, right) < 0) {
    const [n, h, w, c] = x.shape;
    const height = h - cropped(top) - cropped(bottom);
    const width = w - cropped(left) - cropped(right);
    result = tf.slice(result, [0, cropped(top), cropped(left), 0], [n, height, width, c]);
  }
  if (Math.max(top, bottom, left, right) > 0)
    result = tf.pad(result, [
      [0, 0],
      [padded(top), padded(bottom)],
      [padded(left), padded(right)],
      [0, 0],
    ]);
  return result;
}

type ConvInfo = tfjs.backend_util.Conv2DInfo;

/**
 * Margins that turn a convolution or pooling with any padding into one with none: the input then ends where the last
 * window does. They are negative where windows leave a remainder, as `same` does with strides longer than the window.
 */
export function marginsToValid(info: ConvInfo): Margins {
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth, inHeight, inWidth } = info;
  return {
    top: padInfo.top,
    left: padInfo.left,
    bottom: (outHeight - 1) * strideHeight + info.effectiveFilterHeight - inHeight - padInfo.top,
    right: (outWidth - 1) * strideWidth + info.effectiveFilterWidth - inWidth - padInfo.left,
  };
}

/**
 * Spreads the rows and columns of an image, `strideHeight - 1` zero rows and `strideWidth - 1` zero columns after each.
 * @param x [batch, height, width, channels]
 */
export function spread(
  tf: TensorFlowModule,
  x: tfjs.Tensor4D,
  strideHeight: number,
  strideWidth: number,
): tfjs.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [n, h, w, c] = x.shape;
  // Axis by axis as rank 4: the backend's Pad has fast paths up to there.
  const rows = tf.pad(tf.reshape(x, [n * h, 1, w, c]), [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, 0],
  ]);
  const columns = tf.pad(tf.reshape(rows, [n * h * strideHeight, w, 1, c]), [
    [0, 0],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  return tf.reshape(columns, [n, h * strideHeight, w * strideWidth, c]);
}
