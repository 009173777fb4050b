import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient } from './gradient';
import type { TensorFlowModule } from './kernel';

/**
 * - Max, Min: equal values share the gradient, as in TensorFlow; tfjs-core gives all of it to each, more than there is.
 * - Prod: axes counted from the end, which tfjs-core throws for.
 * - Cumsum: tfjs-core transposes the gradient once too often wherever the axis is not the last one.
 */
export function installReductionGradients(tf: TensorFlowModule): void {
  const { parseAxisParam } = tf.util;
  const kept = (shape: readonly number[], axes: number[]): number[] => shape.map((n, i) => (axes.includes(i) ? 1 : n));
  for (const name of ['Max', 'Min'])
    replaceGradient(tf, name, {
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, saved, attrs) => {
        const [x, y] = saved as [tfjs.Tensor, tfjs.Tensor];
        const axes = parseAxisParam((attrs.reductionIndices ?? attrs.axis) as number[], x.shape);
        const shape = kept(x.shape, axes);
        return {
          x: () => {
            const isChosen = tf.cast(tf.equal(x, tf.reshape(y, shape)), 'float32');
            return tf.mul(tf.div(isChosen, tf.sum(isChosen, axes, true)), tf.reshape(dy, shape));
          },
        };
      },
    });

  const shippedProd = tf.getGradient('Prod');
  replaceGradient(tf, 'Prod', {
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const axis = parseAxisParam(attrs.axis as number[], (saved[0] as tfjs.Tensor).shape);
      return shippedProd.gradFunc(dy, saved, { ...attrs, axis }) as Record<string, () => tfjs.Tensor>;
    },
  });

  replaceGradient(tf, 'Cumsum', {
    gradFunc: (dy, _, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as tfjs.CumsumAttrs;
      return { x: () => tf.cumsum(dy, axis, exclusive, !reverse) };
    },
  });
}
