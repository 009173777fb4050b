// fitDataset on a generator that does not say how long it is.
import * as tf from '@tensorflow/tfjs';

async function main(): Promise<void> {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 4, inputShape: [2], activation: 'relu' }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  const dataset = tf.data
    .generator(function* () {
      for (let i = 0; i < 20; i++) yield { xs: [i / 10, 1], ys: [i / 5] };
    })
    .map(
      ({ xs, ys }: { xs: number[]; ys: number[] } | never) => ({ xs: tf.tensor1d(xs), ys: tf.tensor1d(ys) }) as never,
    )
    .batch(8);
  const history = await model.fitDataset(dataset as never, { epochs: 3, verbose: 0, validationData: dataset as never });
  console.log(JSON.stringify({ history: history.history, tensors: tf.memory().numTensors, random: Math.random() }));
}
void main();
