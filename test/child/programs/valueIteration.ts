// Reinforcement learning in small: an online and a target network, variableGrads, applyGradients.
import * as tf from '@tensorflow/tfjs';

const build = (name: string): tf.LayersModel => {
  const input = tf.input({ shape: [3] });
  const hidden = tf.layers.dense({ units: 5, activation: 'relu' }).apply(input);
  const q = tf.layers.dense({ units: 2 }).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: q, name });
};
const online = build('online');
const target = build('target');
const optimizer = tf.train.adam(0.01);

function train(step: number): number {
  const states = tf.randomNormal([6, 3]);
  const lossFunction = () =>
    tf.tidy(() => {
      const q = online.apply(states, { training: true }) as tf.Tensor;
      const next = (target.predict(states) as tf.Tensor).max(-1, true);
      return tf.losses.meanSquaredError(next.mul(0.9).add(1), q.max(-1, true)).asScalar();
    });
  const { value, grads } = tf.variableGrads(lossFunction, online.getWeights() as tf.Variable[]);
  optimizer.applyGradients(grads as never);
  tf.dispose(grads);
  if (step % 4 === 0) target.setWeights(online.getWeights());
  const loss = value.dataSync()[0]!;
  value.dispose();
  return loss;
}
const losses: number[] = [];
for (let step = 1; step <= 8; step++) losses.push(train(step));
console.log(JSON.stringify({ losses, random: Math.random() }));
