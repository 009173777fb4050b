import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

interface Inputs {
  dy: tfjs.Tensor4D;
  images: tfjs.Tensor4D;
}
interface Attributes {
  alignCorners: boolean;
  halfPixelCenters?: boolean;
}

/**
 * The shipped kernels do not know that sizes may be changed from the centres of pixels. Both resizings are linear in rows and in
 * columns, so the gradient is a product with two small matrices: `weight(out, in)` is what an input row gives to an output row.
 */
export function installResizeGradients(tf: TensorFlowModule): void {
  for (const [name, weights] of [
    ['ResizeBilinearGrad', bilinear],
    ['ResizeNearestNeighborGrad', nearest],
  ] as const)
    replaceKernel<Inputs, Attributes>(tf, name, (call, shipped) => {
      if (!call.attrs.halfPixelCenters) return shipped(call);
      const { dy, images } = call.inputs;
      const [batch, height, width, channels] = images.shape;
      const [, outHeight, outWidth] = dy.shape;
      const rows = tf.tensor2d(weights(outHeight, height), [outHeight, height]);
      const columns = tf.tensor2d(weights(outWidth, width), [outWidth, width]);
      const byRow = tf.matMul(rows, tf.reshape(dy, [batch, outHeight, outWidth * channels]), true);
      const byColumn = tf.matMul(columns, tf.reshape(byRow, [batch * height, outWidth, channels]), true);
      return tf.reshape(byColumn, images.shape);
    });
}

/** Output pixel i looks at (i + 0.5) * scale - 0.5 in the input, between the two pixels around it. */
function bilinear(outSize: number, inSize: number): Float32Array {
  const weights = new Float32Array(outSize * inSize);
  for (let i = 0; i < outSize; i++) {
    const at = ((i + 0.5) * inSize) / outSize - 0.5;
    const share = at - Math.floor(at);
    weights[i * inSize + Math.max(0, Math.floor(at))]! += 1 - share;
    weights[i * inSize + Math.min(inSize - 1, Math.ceil(at))]! += share;
  }
  return weights;
}

/** Output pixel i is the input pixel that (i + 0.5) * scale lies in. */
function nearest(outSize: number, inSize: number): Float32Array {
  const weights = new Float32Array(outSize * inSize);
  for (let i = 0; i < outSize; i++)
    weights[i * inSize + Math.min(inSize - 1, Math.floor(((i + 0.5) * inSize) / outSize))] = 1;
  return weights;
}
