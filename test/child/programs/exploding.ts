// A learning rate that is far too large.
import * as tf from '@tensorflow/tfjs';

async function main(): Promise<void> {
  const model = tf.sequential({ name: 'wild' });
  model.add(tf.layers.dense({ units: 8, inputShape: [4], name: 'one' }));
  model.add(tf.layers.dense({ units: 1, name: 'two' }));
  model.compile({ optimizer: tf.train.sgd(1e6), loss: 'meanSquaredError' });
  const history = await model.fit(tf.randomNormal([64, 4]), tf.randomNormal([64, 1]), {
    epochs: 3,
    batchSize: 4,
    verbose: 0,
  });
  console.log(JSON.stringify(history.history));
}
void main();
