// Too few examples for so many weights: they are learnt by heart. mode: train eases: gap
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 128, inputShape: [64], activation: 'relu' }));
model.add(tf.layers.dense({ units: 128, activation: 'relu' }));
model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const x = tf.randomNormal([160, 64]);
const y = x.slice([0, 0], [160, 4]).argMax(1).toFloat();
void model.fit(x, y, { epochs: 25, validationSplit: 0.6, verbose: 0 }); // finding
