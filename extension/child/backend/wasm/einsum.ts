import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

/**
 * Sums of products by index letters, of one tensor or two, as one matrix product: both are turned to
 * [common, own, summed], where `common` letters are in both and in the result.
 */
export function installEinsum(tf: TensorFlowModule): void {
  replaceKernel<tfjs.Tensor[], tfjs.EinsumAttrs>(tf, 'Einsum', ({ inputs, attrs }) => {
    const tensors = Object.values(inputs);
    // 1. Letters become numbers: 0 … of the result, in its order, then the summed ones.
    const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(attrs.equation, tensors.length);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors);
    const resultDims = allDims.length - summedDims.length;
    const isSummed = (dim: number): boolean => dim >= resultDims;

    // 2. What only one tensor has and the result lacks is summed at once.
    const terms = tensors.map((tensor, t) => {
      const dims = idDims[t] as number[];
      const others = idDims.filter((_, u) => u !== t).flat();
      const gone = dims.map((dim, axis) => ({ dim, axis })).filter(({ dim }) => isSummed(dim) && !others.includes(dim));
      return {
        tensor: gone.length
          ? tf.sum(
              tensor,
              gone.map(g => g.axis),
            )
          : tensor,
        dims: dims.filter(dim => !gone.some(g => g.dim === dim)),
      };
    });
    const [a, b] = terms as [Term, Term | undefined];
    if (!b) return tf.transpose(a.tensor, ascending(a.dims));

    // 3. One product of matrices for each combination of the common indices.
    const common = a.dims.filter(dim => !isSummed(dim) && b.dims.includes(dim));
    const summed = a.dims.filter(dim => isSummed(dim));
    const ownA = a.dims.filter(dim => !common.includes(dim) && !summed.includes(dim));
    const ownB = b.dims.filter(dim => !common.includes(dim) && !summed.includes(dim));
    const left = asMatrices(tf, a, common, ownA, summed);
    const right = asMatrices(tf, b, common, summed, ownB);
    const sizeOf = (dim: number): number =>
      a.dims.includes(dim)
        ? (a.tensor.shape[a.dims.indexOf(dim)] as number)
        : (b.tensor.shape[b.dims.indexOf(dim)] as number);
    const order = [...common, ...ownA, ...ownB];
    const product = tf.reshape(tf.matMul(left, right), order.map(sizeOf));
    return tf.transpose(product, ascending(order));
  });
}

interface Term {
  tensor: tfjs.Tensor;
  dims: number[];
}

/** Axes in the order of the dims they stand for. */
const ascending = (dims: readonly number[]): number[] =>
  dims.map((_, axis) => axis).sort((x, y) => dims[x]! - dims[y]!);

function asMatrices(
  tf: TensorFlowModule,
  term: Term,
  common: number[],
  rows: number[],
  columns: number[],
): tfjs.Tensor3D {
  const order = [...common, ...rows, ...columns].map(dim => term.dims.indexOf(dim));
  const count = (dims: number[]): number =>
    dims.reduce((product, dim) => product * (term.tensor.shape[term.dims.indexOf(dim)] as number), 1);
  return tf.reshape(tf.transpose(term.tensor, order), [count(common), count(rows), count(columns)]);
}
