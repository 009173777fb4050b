// A validation set made of training examples.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([200, 8]);
const y = x.sum(1, true);
const validationData: [tf.Tensor, tf.Tensor] = [x.slice([100, 0], [60, 8]), y.slice([100, 0], [60, 1])];
void model.fit(x, y, { epochs: 1, validationData, verbose: 0 }); // finding
