// Features far from 0: their mean is many times their spread.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [6], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([200, 6], 50, 2);
void model.fit(x, x.mean(1, true).sub(50), { epochs: 1, verbose: 0 }); // finding
