// Two variables and no model; awaits at its top level, so it runs as a real module.
import * as tf from '@tensorflow/tfjs';

const slope = tf.variable(tf.scalar(0), true, 'slope');
const offset = tf.scalar(0).variable(true, 'offset');
const x = tf.tensor1d([0, 1, 2, 3]);
const y = tf.tensor1d([1, 3, 5, 7]);
await tf.nextFrame();
for (let step = 0; step < 5; step++) {
  // a new optimizer in each round, as beginners write it
  tf.train.sgd(0.1).minimize(() => x.mul(slope).add(offset).sub(y).square().mean() as tf.Scalar);
}
console.log(JSON.stringify({ slope: slope.dataSync()[0], offset: offset.dataSync()[0] }));
