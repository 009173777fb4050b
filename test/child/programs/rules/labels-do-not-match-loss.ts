// One-hot labels, and a loss that wants the numbers of the classes.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' }); // finding
const x = tf.randomNormal([64, 8]);
const y = tf.oneHot(x.slice([0, 0], [64, 4]).argMax(1), 4);
void model.fit(x, y, { epochs: 1, verbose: 0 }).catch(() => console.log('it failed'));
