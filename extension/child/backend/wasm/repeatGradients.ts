import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient } from './gradient';
import type { TensorFlowModule } from './kernel';

/**
 * - Tile: of any rank (tfjs-core throws from 5 on), one sum for each axis in the place of a slice for each copy.
 * - MirrorPad: what was mirrored goes back to where it came from; tfjs-core drops it.
 */
export function installRepeatGradients(tf: TensorFlowModule): void {
  const product = (sizes: readonly number[]): number => sizes.reduce((p, n) => p * n, 1);

  replaceGradient(tf, 'Tile', {
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const { shape } = saved[0] as tfjs.Tensor;
      const reps = attrs.reps as number[];
      return {
        x: () => {
          let sums = dy;
          let tiled = dy.shape;
          reps.forEach((rep, i) => {
            if (rep === 1) return;
            const inner = product(tiled.slice(i + 1)) * (shape[i] as number);
            sums = tf.sum(tf.reshape(sums, [product(tiled.slice(0, i)), rep, inner]), 1);
            tiled = tiled.map((n, axis) => (axis === i ? (shape[i] as number) : n));
          });
          return tf.reshape(sums, shape);
        },
      };
    },
  });

  replaceGradient(tf, 'MirrorPad', {
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const { shape } = saved[0] as tfjs.Tensor;
      const { paddings, mode } = attrs as unknown as tfjs.MirrorPadAttrs;
      // the outermost value itself is mirrored only where `symmetric`
      const gap = mode === 'reflect' ? 1 : 0;
      return {
        x: () =>
          paddings.reduce((gradient, [before, after], axis) => {
            const size = shape[axis] as number;
            const part = (start: number, length: number): tfjs.Tensor => {
              const begin = gradient.shape.map((_, i) => (i === axis ? start : 0));
              return tf.slice(gradient, begin, gradient.shape.map((n, i) => (i === axis ? length : n))); // prettier-ignore
            };
            const placed = (x: tfjs.Tensor, start: number): tfjs.Tensor =>
              tf.pad(tf.reverse(x, axis), x.shape.map((n, i) => (i === axis ? [start, size - start - n] : [0, 0]))); // prettier-ignore
            let sum = part(before, size);
            if (before) sum = tf.add(sum, placed(part(0, before), gap));
            if (after) sum = tf.add(sum, placed(part(before + size, after), size - gap - after));
            return sum;
          }, dy),
      };
    },
  });
}
