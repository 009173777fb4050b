import type { TensorFlow } from '../../tensorflow';
import { patchMethod } from './patch';

/**
 * Tells of each array that `tf.util.shuffle` has shuffled in place: fit shuffles its index array with it. One of which
 * `isShuffled` says that it lies as it is to lie is left so.
 */
export function hookShuffle(
  { core }: TensorFlow,
  isShuffled: (array: number[]) => boolean,
  shuffled: (array: number[]) => void,
): void {
  patchMethod<(array: unknown) => void>(core.util, 'shuffle', original => array => {
    if (!Array.isArray(array) || !isShuffled(array as number[])) original(array);
    if (Array.isArray(array)) shuffled(array as number[]);
  });
}
