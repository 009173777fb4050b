import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient } from './gradient';
import type { TensorFlowModule } from './kernel';

const comparisons = 'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr FloorDiv'.split(' ');

/**
 * Of kernels whose results change in steps. tfjs-core has none for most comparisons, so that a loss with `tf.where(a.less(b), …)`
 * or a mask cannot be trained at all, and takes a rounded division and a cast to whole numbers for smooth ones.
 */
export function installZeroGradients(tf: TensorFlowModule): void {
  const zeros = (like: tfjs.Tensor) => () => tf.zeros(like.shape);
  for (const name of comparisons)
    replaceGradient(tf, name, {
      inputsToSave: ['a', 'b'],
      gradFunc: (_, [a, b]) => ({ a: zeros(a!), b: zeros(b!) }),
    });
  for (const name of ['Any', 'All', 'LogicalNot'])
    replaceGradient(tf, name, { inputsToSave: ['x'], gradFunc: (_, [x]) => ({ x: zeros(x!) }) });
  replaceGradient(tf, 'Cast', {
    gradFunc: (dy, _, { dtype }) => ({ x: dtype === 'float32' ? () => tf.clone(dy) : zeros(dy) }),
  });
}
