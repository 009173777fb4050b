import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

interface Inputs {
  a: tfjs.Tensor;
  b: tfjs.Tensor;
}

/**
 * Every gradient of a dense layer multiplies by a transposed matrix. The shipped kernel does that in a slow loop; a
 * transposition first and its fast path then are several times faster. It also pairs batches wrongly where each side is
 * repeated along another axis: those are repeated first.
 */
export function installBatchMatMul(tf: TensorFlowModule): void {
  replaceKernel<Inputs, tfjs.BatchMatMulAttrs>(tf, 'BatchMatMul', (call, shipped) => {
    const { transposeA, transposeB } = call.attrs;
    const batchOf = (x: tfjs.Tensor): number[] => x.shape.slice(0, -2);
    const [batchA, batchB] = [batchOf(call.inputs.a), batchOf(call.inputs.b)];
    const isOne = (batch: number[]): boolean => batch.every(size => size === 1);
    const isPaired = batchA.join() === batchB.join() || isOne(batchA) || isOne(batchB);
    if (!transposeA && !transposeB && isPaired) return shipped(call);
    const { a, b } = call.inputs;
    if (isPaired && transposeB && !transposeA && isLargerThanRest(a, b)) {
      // a times b turned is b times a turned, turned: the weights of a dense layer stay as they are
      const turned = shipped({
        ...call,
        inputs: { a: b, b: swapLast(tf, a) },
        attrs: { transposeA, transposeB: false },
      });
      return swapLast(tf, tf.engine().makeTensorFromTensorInfo(turned));
    }
    const batch = isPaired ? null : tf.backend_util.assertAndGetBroadcastShape(batchA, batchB);
    const prepare = (x: tfjs.Tensor, isTransposed: boolean): tfjs.Tensor => {
      const turned = isTransposed ? swapLast(tf, x) : x;
      return batch ? tf.broadcastTo(turned, [...batch, ...turned.shape.slice(-2)]) : turned;
    };
    const inputs = { a: prepare(a, transposeA), b: prepare(b, transposeB) };
    return shipped({ ...call, inputs, attrs: { transposeA: false, transposeB: false } });
  });
}

/** Whether turning `b` of a product moves more values than turning `a` and the result. */
function isLargerThanRest(a: tfjs.Tensor, b: tfjs.Tensor): boolean {
  const rows = a.size / (a.shape.at(-1) || 1);
  const columns = b.size / (b.shape.at(-1) || 1);
  return b.size > a.size + rows * columns;
}

function swapLast(tf: TensorFlowModule, x: tfjs.Tensor): tfjs.Tensor {
  const rank = x.shape.length;
  return tf.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}
