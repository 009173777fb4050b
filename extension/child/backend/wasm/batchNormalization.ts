import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient, sumTo } from './gradient';
import { replaceKernel, type TensorFlowModule } from './kernel';

type Tensor = tfjs.Tensor;
interface Inputs {
  x: Tensor;
  mean: Tensor;
  variance: Tensor;
  offset?: Tensor | null;
  scale?: Tensor | null;
}

/** Normalisation over another axis than the last: the shipped kernel repeats its parameters from the start, the gradient throws. */
export function installBatchNormalization(tf: TensorFlowModule): void {
  const isLast = (parameter: Tensor | null | undefined, x: Tensor): boolean =>
    !parameter ||
    parameter.size === 1 ||
    (parameter.size === x.shape.at(-1) && parameter.shape.at(-1) === parameter.size);

  replaceKernel<Inputs, tfjs.FusedBatchNormAttrs>(tf, 'FusedBatchNorm', (call, shipped) => {
    const { x, mean, variance, offset, scale } = call.inputs;
    if ([mean, variance, offset, scale].every(parameter => isLast(parameter, x))) return shipped(call);
    const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, call.attrs.varianceEpsilon)));
    const scaled = scale ? tf.mul(normal, scale) : normal;
    return offset ? tf.add(scaled, offset) : scaled;
  });

  const shipped = tf.getGradient('FusedBatchNorm');
  replaceGradient(tf, 'FusedBatchNorm', {
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (dy, saved, attrs) => {
      const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
      if ([mean, variance, scale].every(parameter => isLast(parameter, x)))
        return shipped.gradFunc(dy, saved, attrs as never) as Record<string, () => Tensor>;
      const inverse = tf.rsqrt(tf.add(variance, attrs.varianceEpsilon as number));
      const centred = (): Tensor => tf.sub(x, mean);
      const scaled = scale ? tf.mul(dy, scale) : dy;
      return {
        x: () => tf.mul(scaled, inverse),
        mean: () => sumTo(tf, tf.neg(tf.mul(scaled, inverse)), mean.shape),
        variance: () => sumTo(tf, tf.mul(tf.mul(scaled, centred()), tf.mul(-0.5, tf.pow(inverse, 3))), variance.shape),
        scale: () => sumTo(tf, tf.mul(tf.mul(dy, centred()), inverse), scale?.shape ?? mean.shape),
        offset: () => sumTo(tf, dy, mean.shape),
      };
    },
  });
}
