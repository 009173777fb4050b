// Prices in the hundreds, and a last layer that ends at 1.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [6], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' })); // finding
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([200, 6]);
void model.fit(x, x.sum(1, true).mul(40).add(300), { epochs: 1, verbose: 0 });
