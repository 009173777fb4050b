// Labels that have nothing to do with the inputs. mode: train
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [8], activation: 'tanh' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(1e-9), loss: 'meanSquaredError' });
void model.fit(tf.randomNormal([64, 8]), tf.randomNormal([64, 1]), { epochs: 12, verbose: 0 }); // finding
