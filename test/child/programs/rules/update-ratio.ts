// Steps so short that the weights hardly move. mode: train
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(1e-9), loss: 'meanSquaredError' }); // finding
const x = tf.randomNormal([512, 8]);
void model.fit(x, x.sum(1, true), { epochs: 3, verbose: 0 });
