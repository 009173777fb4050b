// The probabilities go through softmax again.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu' }));
model.add(tf.layers.dense({ units: 4, activation: 'softmax' })); // finding
model.add(tf.layers.softmax());
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
const x = tf.randomNormal([64, 8]);
const y = tf.oneHot(x.slice([0, 0], [64, 4]).argMax(1), 4);
void model.fit(x, y, { epochs: 1, verbose: 0 });
