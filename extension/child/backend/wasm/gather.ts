import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient } from './gradient';
import { replaceKernel, type TensorFlowModule } from './kernel';

type Tensor = tfjs.Tensor;

/**
 * `gather` where each batch has indices of its own, which the shipped kernel ignores, as one gather whose indices count through
 * all batches; and its gradient for any number of batch axes. The indices have no gradient: tfjs-core gives themselves.
 */
export function installGather(tf: TensorFlowModule): void {
  replaceKernel<{ x: Tensor; indices: Tensor }, tfjs.GatherV2Attrs>(tf, 'GatherV2', (call, shipped) => {
    const { x, indices } = call.inputs;
    if (!call.attrs.batchDims) return shipped(call);
    const plan = new GatherPlan(tf, x.shape, indices, call.attrs);
    const { batch, outer, size, inner, count } = plan;
    const rows = tf.reshape(tf.transpose(tf.reshape(x, [batch, outer, size, inner]), [0, 2, 1, 3]), [batch * size, outer * inner]); // prettier-ignore
    const gathered = tf.reshape(tf.gather(rows, plan.flatIndices()), [batch, count, outer, inner]);
    return tf.reshape(tf.transpose(gathered, [0, 2, 1, 3]), plan.outputShape);
  });

  replaceGradient(tf, 'GatherV2', {
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, attrs) => {
      const [x, indices] = saved as [Tensor, Tensor];
      return {
        x: () => {
          const plan = new GatherPlan(tf, x.shape, indices, attrs as unknown as tfjs.GatherV2Attrs);
          const { batch, outer, size, inner, count } = plan;
          const rows = tf.transpose(tf.reshape(dy, [batch, outer, count, inner]), [0, 2, 1, 3]);
          const sums = tf.unsortedSegmentSum(tf.reshape(rows, [batch * count, outer * inner]), plan.flatIndices(), batch * size); // prettier-ignore
          return tf.reshape(tf.transpose(tf.reshape(sums, [batch, size, outer, inner]), [0, 2, 1, 3]), x.shape);
        },
        indices: () => tf.zeros(indices.shape),
      };
    },
  });
}

/** Sizes of x as [batch, outer, size, inner], where `size` is the axis that is gathered from, `count` indices a batch. */
class GatherPlan {
  readonly batchDims: number;
  readonly batch: number;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
  readonly count: number;
  readonly outputShape: number[];
  constructor(
    private readonly tf: TensorFlowModule,
    shape: readonly number[],
    private readonly indices: Tensor,
    { axis, batchDims = 0 }: tfjs.GatherV2Attrs,
  ) {
    const product = (sizes: readonly number[]): number => sizes.reduce((p, n) => p * n, 1);
    const at = axis < 0 ? axis + shape.length : axis;
    this.batchDims = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
    this.batch = product(shape.slice(0, this.batchDims));
    this.outer = product(shape.slice(this.batchDims, at));
    this.size = shape[at] as number;
    this.inner = product(shape.slice(at + 1));
    const own = indices.shape.slice(this.batchDims);
    this.count = product(own);
    this.outputShape = [...shape.slice(0, at), ...own, ...shape.slice(at + 1)];
  }

  /** Row numbers in [batch * size]. */
  flatIndices(): tfjs.Tensor1D {
    const { tf, batch, size, count } = this;
    if (batch === 1) return tf.reshape(this.indices, [count]);
    const starts = tf.tensor2d(Int32Array.from({ length: batch }, (_, i) => i * size), [batch, 1], 'int32'); // prettier-ignore
    return tf.reshape(tf.add(tf.reshape(this.indices, [batch, count]), starts), [batch * count]);
  }
}
