// Layers without a model, and a bare variable, trained by one optimizer.
import * as tf from '@tensorflow/tfjs';

class Net {
  first = tf.layers.dense({ units: 4, activation: 'relu', name: 'first' });
  second = tf.layers.dense({ units: 1, name: 'second' });
  gain = tf.variable(tf.scalar(1), true, 'gain');
  forward(x: tf.Tensor): tf.Tensor {
    return (this.second.apply(this.first.apply(x)) as tf.Tensor).mul(this.gain);
  }
}
const net = new Net();
const optimizer = tf.train.sgd(0.05);
for (let i = 0; i < 4; i++) {
  const x = tf.randomNormal([5, 2]);
  optimizer.minimize(() => net.forward(x).sub(1).square().mean() as tf.Scalar);
}
