/* eslint-disable @typescript-eslint/no-require-imports -- CommonJS is one of the ways people write */
// A loop of one's own around optimizer.minimize, in JavaScript.
const tf = require('@tensorflow/tfjs');

const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: 6, inputShape: [3], activation: 'relu', name: 'hidden' }),
    tf.layers.batchNormalization({ name: 'norm' }),
    tf.layers.dense({ units: 1, name: 'out' }),
  ],
});
const optimizer = tf.train.momentum(0.05, 0.9);
const losses = [];
for (let step = 0; step < 12; step++)
  tf.tidy(() => {
    const x = tf.randomNormal([10, 3]);
    const y = x.sum(1, true);
    const cost = optimizer.minimize(() => tf.losses.meanSquaredError(y, model.apply(x, { training: true })), true);
    losses.push(cost.dataSync()[0]);
  });
console.log(
  JSON.stringify({
    losses,
    weights: model.getWeights().map(w => Array.from(w.dataSync())),
    tensors: tf.memory().numTensors,
    random: Math.random(),
  }),
);
