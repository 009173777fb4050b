// Inputs of tanh so large that it returns -1 or 1.
import * as tf from '@tensorflow/tfjs';

const wide = tf.initializers.randomNormal({ stddev: 8 });
const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [64], activation: 'tanh', kernelInitializer: wide })); // finding
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([128, 64]);
void model.fit(x, x.sum(1, true), { epochs: 2, verbose: 0 });
