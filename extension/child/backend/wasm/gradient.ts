import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlowModule } from './kernel';

type Tensor = tfjs.Tensor;
/** The gradient by each input, by its name (or place, where a kernel takes a list), as functions: not all are asked for. */
export type InputGradients = Record<string, () => Tensor>;
export interface Gradient {
  inputsToSave?: string[];
  saveAllInputs?: boolean;
  outputsToSave?: boolean[];
  gradFunc: (dy: Tensor, saved: Tensor[], attrs: Record<string, unknown>) => InputGradients;
}

/** Registers how a kernel is differentiated, in the place of what tfjs-core ships, if anything. */
export function replaceGradient(tf: TensorFlowModule, kernelName: string, gradient: Gradient): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({ kernelName, ...gradient } as unknown as tfjs.GradConfig);
}

/** Adds up the axes along which a tensor of `shape` was repeated to get to the shape of `x`. */
export function sumTo(tf: TensorFlowModule, x: Tensor, shape: readonly number[]): Tensor {
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, i) => (i < lead || (shape[i - lead] === 1 && size !== 1) ? [i] : []));
  return tf.reshape(axes.length ? tf.sum(x, axes) : x, shape as number[]);
}
