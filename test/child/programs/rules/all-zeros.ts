// A kernel that starts with zeros: all units stay alike.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [8], activation: 'tanh', kernelInitializer: 'zeros' })); // finding
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 8]);
void model.fit(x, x.sum(1, true), { epochs: 1, verbose: 0 });
