// The loss jumps up and down instead of falling. mode: train
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(3), loss: 'sparseCategoricalCrossentropy' }); // finding
const x = tf.randomNormal([256, 8]);
const y = x.slice([0, 0], [256, 4]).argMax(1).toFloat();
void model.fit(x, y, { epochs: 10, verbose: 0 });
