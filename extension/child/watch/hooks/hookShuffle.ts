import type { TensorFlow } from '../../tensorflow';
import { patchMethod } from './patch';

/** Tells of each array that `tf.util.shuffle` has shuffled in place: fit shuffles its index array with it. */
export function hookShuffle({ core }: TensorFlow, shuffled: (array: number[]) => void): void {
  patchMethod<(array: unknown) => void>(core.util, 'shuffle', original => array => {
    original(array);
    if (Array.isArray(array)) shuffled(array as number[]);
  });
}
