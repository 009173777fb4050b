// Two inputs, a layer that is called twice, a model within a model, layers from helpers and loops.
import * as tf from '@tensorflow/tfjs';
import { convBlock, tower } from './functionalParts';

const { layers } = tf;

async function main(): Promise<void> {
  const image = tf.input({ shape: [8, 8, 1], name: 'image' });
  const other = tf.input({ shape: [8, 8, 1], name: 'other' });
  const shared = tower();
  const twice = layers.dense({ units: 5, activation: 'tanh', name: 'twice' });
  const a = twice.apply(shared.apply(convBlock(image, 2))) as tf.SymbolicTensor;
  const b = twice.apply(shared.apply(convBlock(other, 3, 2))) as tf.SymbolicTensor;
  const both = layers.concatenate({ name: 'both' }).apply([a, b]) as tf.SymbolicTensor;
  const kind = layers['dense']({ units: 2, activation: 'softmax', name: 'kind' }).apply(both) as tf.SymbolicTensor;
  const size = (tf as typeof tf).layers
    // the second output
    .dense({ units: 1, name: 'size' })
    .apply(both) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [image, other], outputs: [kind, size], name: 'pair' });
  model.compile({ optimizer: 'sgd', loss: ['categoricalCrossentropy', 'meanSquaredError'] });

  const x = [tf.randomNormal([48, 8, 8, 1]), tf.randomNormal([48, 8, 8, 1])];
  const y = [tf.oneHot(tf.cast(tf.range(0, 48).mod(2), 'int32'), 2), tf.randomNormal([48, 1])];
  const history = await model.fit(x, y, { epochs: 2, batchSize: 48, shuffle: false, verbose: 0 });
  const { probe } = globalThis as { probe?: (m: tf.LayersModel, x: tf.Tensor[]) => void };
  probe?.(model, x);
  console.log(JSON.stringify({ history: history.history }));
}
void main();
