// Nearly all examples are of one class.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
const x = tf.randomNormal([400, 8]);
const y = x.slice([0, 0], [400, 1]).greater(2.1).toFloat();
void model.fit(x, y, { epochs: 1, verbose: 0 }); // finding
