// A learning rate so high that the weights are soon no numbers. mode: train
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(1e6), loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 8]);
void model.fit(x, x.sum(1, true), { epochs: 3, verbose: 0 }); // finding
