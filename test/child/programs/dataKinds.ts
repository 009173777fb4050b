// Fits whose data is written in every way: lists, dicts, splits, validation sets, labels of all kinds.
import * as tf from '@tensorflow/tfjs';

const labels = Array.from({ length: 60 }, (_, i) => i % 3);
const x = tf.tensor2d(Array.from({ length: 60 }, (_, i) => [i, 100 * Math.sin(i), 5]));
const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), 3);

function classifier(loss: string): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu' }),
      tf.layers.dense({ units: 3, activation: 'softmax', name: 'last' }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss });
  return model;
}

async function main(): Promise<void> {
  const options = { epochs: 1, batchSize: 20, verbose: 0 } as const;
  // 0: one-hot as int32, the last fifth for validation
  await classifier('categoricalCrossentropy').fit(x, oneHot, { ...options, validationSplit: 0.2 });
  // 1: labels as float32 [n, 1], a validation set of which half is in the training set
  const half = tf.concat([x.slice(0, 10), x.slice(10, 10).add(0.5)]);
  const classes = tf.tensor2d(labels, [60, 1]);
  const validationData: [tf.Tensor, tf.Tensor] = [half, classes.slice(0, 20)];
  await classifier('sparseCategoricalCrossentropy').fit(x, classes, { ...options, validationData });
  // 2: two inputs and two outputs by name; label smoothing, and 0 or 1 of shape [n]
  const a = tf.input({ shape: [3], name: 'a' });
  const b = tf.input({ shape: [2, 2, 1], name: 'b', dtype: 'int32' });
  const flat = tf.layers.flatten().apply(b) as tf.SymbolicTensor;
  const joined = tf.layers.concatenate().apply([a, flat]) as tf.SymbolicTensor;
  const kind = tf.layers.dense({ units: 3, name: 'logits' }).apply(joined) as tf.SymbolicTensor;
  const soft = tf.layers.reshape({ targetShape: [3], name: 'kind' }).apply(kind) as tf.SymbolicTensor;
  const isOdd = tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'isOdd' }).apply(joined) as tf.SymbolicTensor;
  const pair = tf.model({ inputs: [a, b], outputs: [soft, isOdd], name: 'pair' });
  pair.compile({
    optimizer: 'sgd',
    loss: { kind: tf.losses.softmaxCrossEntropy as never, isOdd: 'binaryCrossentropy' },
  });
  await pair.fit(
    { b: tf.zeros([60, 2, 2, 1], 'int32'), a: x },
    {
      kind: oneHot
        .toFloat()
        .mul(0.9)
        .add(0.1 / 3),
      isOdd: tf.tensor1d(labels.map(l => l % 2)),
    },
    options,
  );
  // 3: labels that the model cannot take: the fit refuses them
  try {
    await classifier('categoricalCrossentropy').fit(x, classes, options);
  } catch (error) {
    console.log((error as Error).message.split('\n')[0]);
  }
  console.log(JSON.stringify({ tensors: tf.memory().numTensors, random: Math.random() }));
}
void main();
