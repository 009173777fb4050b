// Actions drawn by multinomial, a policy trained by the gradient of their log probabilities, without fit.
import * as tf from '@tensorflow/tfjs';

const policy = tf.sequential({
  layers: [tf.layers.dense({ units: 8, inputShape: [3], activation: 'tanh' }), tf.layers.dense({ units: 4 })],
});
const optimizer = tf.train.adam(0.02);
const losses = [];
for (let step = 0; step < 20; step++) {
  const states = tf.randomNormal([16, 3]);
  const actions = tf.tidy(() => tf.multinomial(policy.predict(states), 1).reshape([16]));
  const rewards = tf.tidy(() => tf.cast(tf.equal(actions, tf.argMax(tf.pad(states, [[0, 0], [0, 1]]), 1)), 'float32')); // prettier-ignore
  const loss = optimizer.minimize(() => {
    const chosen = tf.sum(tf.mul(tf.logSoftmax(policy.apply(states)), tf.oneHot(tf.cast(actions, 'int32'), 4)), 1);
    return tf.neg(tf.mean(tf.mul(chosen, tf.sub(rewards, 0.25))));
  }, true);
  losses.push(loss.dataSync()[0]);
  tf.dispose([states, actions, rewards, loss]);
}
console.log(JSON.stringify({ losses, random: Math.random() }));
