// Large inputs and a large rate: one step would replace the weights many times over.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [16], activation: 'tanh' })); // finding
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(5), loss: 'meanSquaredError' });
const x = tf.randomNormal([96, 16]);
void model.fit(x, x.sum(1, true).mul(20), { epochs: 2, verbose: 0 });
