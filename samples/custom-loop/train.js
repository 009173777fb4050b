// Learns the outline of two half moons without calling fit: first by minimize, then with gradients applied by hand.
//
// What to look for
// - Layerglass shows a loop as it shows fit: the loss is what the function given to minimize returns.
// - There are no epochs, so snapshots and checkpoints come every so many steps and seconds.
// - The second loop is a fit of its own in the run, with its own learning rate. It also trains `temperature`, a variable
//   that no layer holds: look for the entry "variables".
import * as tf from '@tensorflow/tfjs';

const STEPS = 400;
const BATCH = 64;

/** Points on two interleaved half circles, with a class for each: [count, 2] and [count, 1]. */
function halfMoons(count) {
  const points = [];
  const classes = [];
  for (let i = 0; i < count; i++) {
    const isUpper = i % 2 === 0;
    const angle = Math.PI * Math.random();
    const noise = () => 0.2 * (Math.random() - 0.5);
    points.push([
      (isUpper ? Math.cos(angle) : 1 - Math.cos(angle)) + noise(),
      (isUpper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + noise(),
    ]);
    classes.push([isUpper ? 1 : 0]);
  }
  return { xs: tf.tensor2d(points), ys: tf.tensor2d(classes) };
}

const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [2], units: 16, activation: 'tanh' }),
    tf.layers.dense({ units: 16, activation: 'tanh' }),
    tf.layers.dense({ units: 1 }),
  ],
});
const temperature = tf.scalar(1).variable(true, 'temperature');

const accuracy = ({ xs, ys }) =>
  tf.tidy(() => model.predict(xs).greater(0).equal(ys.cast('bool')).mean().dataSync()[0]);

const test = halfMoons(500);

// 1. The optimizer finds gradients and applies them.
const adam = tf.train.adam(0.01);
for (let step = 0; step < STEPS; step++) {
  const { xs, ys } = halfMoons(BATCH);
  const loss = adam.minimize(() => tf.losses.sigmoidCrossEntropy(ys, model.predict(xs)), true);
  if (step % 100 === 99) console.log(`minimize, step ${step + 1}: loss ${loss.dataSync()[0].toFixed(4)}`);
  tf.dispose([xs, ys, loss]);
  await tf.nextFrame();
}
console.log(`accuracy ${accuracy(test).toFixed(3)}`);

// 2. Gradients clipped by hand, then applied.
const momentum = tf.train.momentum(0.02, 0.9);
for (let step = 0; step < STEPS; step++) {
  const { xs, ys } = halfMoons(BATCH);
  const { value, grads } = tf.variableGrads(() =>
    tf.losses.sigmoidCrossEntropy(ys, model.predict(xs).div(temperature)),
  );
  const clipped = {};
  for (const name of Object.keys(grads)) clipped[name] = tf.tidy(() => grads[name].clipByValue(-0.5, 0.5));
  momentum.applyGradients(clipped);
  if (step % 100 === 99) console.log(`applyGradients, step ${step + 1}: loss ${value.dataSync()[0].toFixed(4)}`);
  tf.dispose([xs, ys, value, grads, clipped]);
  await tf.nextFrame();
}
console.log(`accuracy ${accuracy(test).toFixed(3)}, temperature ${temperature.dataSync()[0].toFixed(3)}`);
