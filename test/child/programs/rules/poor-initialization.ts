// Weights that start too large: the signal grows from layer to layer.
import * as tf from '@tensorflow/tfjs';

const wide = tf.initializers.randomNormal({ mean: 0, stddev: 1 });
const model = tf.sequential();
model.add(tf.layers.dense({ units: 64, inputShape: [16], activation: 'relu', kernelInitializer: wide }));
model.add(tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: wide }));
model.add(tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: wide }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: wide })); // finding
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
const x = tf.randomNormal([96, 16]);
const y = x.slice([0, 0], [96, 3]).argMax(1).toFloat();
void model.fit(x, y, { epochs: 1, verbose: 0 });
