// Biases so low that most units of the second layer never fire. mode: train
import * as tf from '@tensorflow/tfjs';

const low = tf.initializers.constant({ value: -2 });
const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 32, activation: 'relu', biasInitializer: low })); // finding
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(0.001), loss: 'meanSquaredError' });
const x = tf.randomNormal([128, 8]);
void model.fit(x, x.sum(1, true), { epochs: 2, verbose: 0 });
