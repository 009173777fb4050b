import * as tf from '@tensorflow/tfjs';

/** Adjusts channels, then convolutions in a loop. */
export function convBlock(input: tf.SymbolicTensor, filters: number, depth = 1): tf.SymbolicTensor {
  let x = input;
  for (let i = 0; i < depth; i++)
    x = tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(x) as tf.SymbolicTensor;
  return tf.layers.conv2d({ filters: 1, kernelSize: 1 }).apply(x) as tf.SymbolicTensor;
}

export const tower = (): tf.Sequential =>
  tf.sequential({
    name: 'tower',
    layers: [
      tf.layers.flatten({ inputShape: [8, 8, 1] }),
      tf.layers.dense({ units: 6, activation: 'elu', name: 'inner' }),
    ],
  });
