// Builds two models and trains neither; one is called.
import * as tf from '@tensorflow/tfjs';

const called = tf.sequential({
  name: 'called',
  layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: 'relu' })],
});
export const other = tf.sequential({ name: 'other', layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
(called.predict(tf.ones([4, 3])) as tf.Tensor).print();
