import * as tf from '@tensorflow/tfjs';

/** Points of a wave. */
export const LENGTH = 32;

/** Returns a model that turns a wave, [LENGTH, 1], into 16 features whatever its phase. */
export function buildEncoder() {
  const wave = tf.input({ shape: [LENGTH, 1] });
  let features = wave;
  for (const filters of [8, 16])
    features = tf.layers
      .conv1d({ filters, kernelSize: 5, padding: 'same', activation: 'relu' })
      .apply(features) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling1d().apply(features) as tf.SymbolicTensor;
  return tf.model({ inputs: wave, outputs: pooled, name: 'encoder' });
}
