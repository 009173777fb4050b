import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

interface Inputs {
  a: tfjs.Tensor;
  b: tfjs.Tensor;
}

/**
 * Every gradient of a dense layer multiplies by a transposed matrix. The shipped kernel does that in a slow loop; a
 * transposition first and its fast path then are several times faster.
 */
export function installBatchMatMul(tf: TensorFlowModule): void {
  replaceKernel<Inputs, tfjs.BatchMatMulAttrs>(tf, 'BatchMatMul', (call, shipped) => {
    const { transposeA, transposeB } = call.attrs;
    if (!transposeA && !transposeB) return shipped(call);
    const { a, b } = call.inputs;
    const inputs = { a: transposeA ? swapLast(tf, a) : a, b: transposeB ? swapLast(tf, b) : b };
    return shipped({ ...call, inputs, attrs: { transposeA: false, transposeB: false } });
  });
}

function swapLast(tf: TensorFlowModule, x: tfjs.Tensor): tfjs.Tensor {
  const rank = x.shape.length;
  return tf.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}
