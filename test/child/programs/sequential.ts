// A plain network, all layers added one by one.
import * as tf from '@tensorflow/tfjs';

async function main(): Promise<void> {
  const model = tf.sequential({ name: 'plain' });
  model.add(tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 4, kernelSize: 3, activation: 'relu', name: 'conv' }));
  model.add(tf.layers.batchNormalization({ name: 'norm' }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: 0.3 }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax', name: 'out' }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const x = tf.randomNormal([40, 6, 6, 1]);
  const y = tf.oneHot(tf.cast(tf.randomUniform([40], 0, 3), 'int32'), 3);
  const tensors = tf.memory().numTensors;
  const during: number[] = [];
  const history = await model.fit(x, y, {
    epochs: 3,
    batchSize: 16,
    validationSplit: 0.2,
    verbose: 0,
    callbacks: { onEpochEnd: async () => void during.push(tf.memory().numTensors) },
  });
  const weights = model.getWeights().map(w => Array.from(w.dataSync()));
  console.log(
    JSON.stringify({
      history: history.history,
      weights,
      during,
      tensors,
      after: tf.memory().numTensors,
      random: Math.random(),
    }),
  );
}
void main();
