// Grey values from 0 to 255, as they come out of a file.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.flatten({ inputShape: [8, 8, 1] }));
model.add(tf.layers.dense({ units: 16, activation: 'relu' }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
const images = tf.randomUniform([200, 8, 8, 1], 0, 256).floor();
const labels = tf.randomUniform([200, 1], 0, 3).floor();
void model.fit(images, labels, { epochs: 1, verbose: 0 }); // finding
