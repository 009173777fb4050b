// Colour images for a network that was built for grey ones.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [12, 12, 1], activation: 'relu' })); // finding
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const images = tf.randomUniform([32, 12, 12, 3]);
void model.fit(images, tf.randomNormal([32, 1]), { epochs: 1, verbose: 0 }).catch(() => console.log('it failed'));
