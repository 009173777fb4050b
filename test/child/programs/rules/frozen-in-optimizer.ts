// A layer that is unfrozen after compile: fit does not train it.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
const body = tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu', trainable: false }); // finding
model.add(body);
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
body.trainable = true;
const x = tf.randomNormal([64, 8]);
void model.fit(x, x.sum(1, true), { epochs: 2, verbose: 0 });
