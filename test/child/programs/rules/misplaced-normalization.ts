// A normalization after the probabilities.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
model.add(tf.layers.batchNormalization()); // finding
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 8]);
const y = tf.oneHot(x.slice([0, 0], [64, 4]).argMax(1), 4);
void model.fit(x, y, { epochs: 1, verbose: 0 });
