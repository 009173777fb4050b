import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient, sumTo } from './gradient';
import type { TensorFlowModule } from './kernel';

type Tensor = tfjs.Tensor;

/** Of operations on two tensors whose shapes differ: tfjs-core leaves out the sum over what was repeated, and throws. */
export function installBroadcastGradients(tf: TensorFlowModule): void {
  const ofPair = (kernelName: string, byA: (dy: Tensor, a: Tensor, b: Tensor) => Tensor, byB: typeof byA): void =>
    replaceGradient(tf, kernelName, {
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [Tensor, Tensor];
        return { a: () => sumTo(tf, byA(dy, a, b), a.shape), b: () => sumTo(tf, byB(dy, a, b), b.shape) };
      },
    });
  const where = (dy: Tensor, mask: Tensor): Tensor => tf.mul(dy, tf.cast(mask, 'float32'));
  // equal values: all of it goes to the first, as TensorFlow has it
  ofPair('Maximum', (dy, a, b) => where(dy, tf.greaterEqual(a, b)), (dy, a, b) => where(dy, tf.less(a, b))); // prettier-ignore
  ofPair('Minimum', (dy, a, b) => where(dy, tf.lessEqual(a, b)), (dy, a, b) => where(dy, tf.greater(a, b))); // prettier-ignore
  const twice = (dy: Tensor, difference: Tensor): Tensor => tf.mul(tf.mul(dy, 2), difference);
  ofPair('SquaredDifference', (dy, a, b) => twice(dy, tf.sub(a, b)), (dy, a, b) => twice(dy, tf.sub(b, a))); // prettier-ignore

  replaceGradient(tf, 'BatchMatMul', {
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attrs) => {
      const [a, b] = saved as [Tensor, Tensor];
      const { transposeA, transposeB } = attrs as unknown as tfjs.BatchMatMulAttrs;
      return {
        a: () => sumTo(tf, transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
        b: () => sumTo(tf, transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false), b.shape),
      }; // prettier-ignore
    },
  });
}
