// TensorFlow.js has no dilation in this layer.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [12, 12, 1], activation: 'relu' }));
model.add(tf.layers.depthwiseConv2d({ kernelSize: 3, dilationRate: [2, 2] })); // finding
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
void model.fit(tf.randomNormal([32, 12, 12, 1]), tf.randomNormal([32, 1]), { epochs: 1, verbose: 0 });
