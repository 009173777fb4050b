// Two linear layers in a row do no more than one.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, inputShape: [8] })); // finding
model.add(tf.layers.dense({ units: 32 }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 8]);
void model.fit(x, x.sum(1, true), { epochs: 1, verbose: 0 });
