// Ten layers of sigmoids: hardly any gradient arrives at the first. mode: train
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 24, inputShape: [16], activation: 'sigmoid' })); // finding
for (let i = 0; i < 9; i++) model.add(tf.layers.dense({ units: 24, activation: 'sigmoid' }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
const x = tf.randomNormal([96, 16]);
const y = x.slice([0, 0], [96, 3]).argMax(1).toFloat();
void model.fit(x, y, { epochs: 3, verbose: 0 });
