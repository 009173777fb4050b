// Data, labels and losses with one fault each. A model is named for the rule that must find it, and what is special.
import * as tf from '@tensorflow/tfjs';

const { layers } = tf;
const x = tf.randomNormal([200, 4]);
const sums = x.sum(1, true);
const isPositive = x.slice([0, 0], [200, 1]).greater(0).toFloat();
const classes = (count: number, from = 0) => tf.range(0, 200).mod(count).add(from).expandDims(1);
const rows = tf.oneHot(tf.cast(classes(3).flatten(), 'int32'), 3);
const hidden = () => layers.dense({ units: 8, inputShape: [4], activation: 'relu' });
type Loss = Parameters<tf.LayersModel['compile']>[0]['loss'];

/** Trains for one epoch; TensorFlow.js refuses some of the data. */
async function train(
  name: string,
  loss: Loss,
  stack: tf.layers.Layer[],
  inputs: tf.Tensor,
  targets: tf.Tensor,
  more: object = {},
): Promise<void> {
  const model = tf.sequential({ name, layers: stack });
  model.compile({ optimizer: 'adam', loss });
  await model.fit(inputs, targets, { epochs: 1, verbose: 0, ...more }).catch(() => undefined);
}

async function main(): Promise<void> {
  const one = (activation?: 'sigmoid' | 'softmax' | 'tanh') => [hidden(), layers.dense({ units: 1, activation })];
  const three = (activation?: 'softmax' | 'sigmoid') => [hidden(), layers.dense({ units: 3, activation })];
  const sparse = 'sparseCategoricalCrossentropy';

  const reach = 'output-cannot-reach-targets';
  await train(`${reach} sigmoid`, 'meanSquaredError', one('sigmoid'), x, tf.randomUniform([200, 1], 0, 50));
  await train(`${reach} softmax`, 'binaryCrossentropy', one('softmax'), x, isPositive);

  const labels = 'labels-do-not-match-loss';
  await train(`${labels} fromOne`, [sparse], three('softmax'), x, classes(3, 1));
  await train(`${labels} signs`, 'binaryCrossentropy', one('sigmoid'), x, isPositive.mul(2).sub(1));
  await train(`${labels} four`, 'binaryCrossentropy', one('sigmoid'), x, classes(4));
  await train(`${labels} indices`, 'categoricalCrossentropy', three('softmax'), x, classes(3).flatten());
  await train(`${labels} rows`, sparse, three('softmax'), x, rows);
  await train(`${labels} hinge`, 'hinge', one('tanh'), x, isPositive);
  await train(`${labels} bytes`, 'binaryCrossentropy', three('sigmoid'), x, tf.randomUniform([200, 3], 0, 256).floor());
  await train(`${labels} width`, 'meanSquaredError', three(), x, tf.randomNormal([200, 4]));

  const logits = 'logits-for-probabilities';
  await train(`${logits} rectified`, 'categoricalCrossentropy', [...three(), layers.reLU()], x, rows);
  await train(`${logits} two`, tf.metrics.binaryCrossentropy as Loss, one(), x, isPositive);
  const words = [
    layers.embedding({ inputDim: 50, outputDim: 4, inputLength: 6 }),
    layers.timeDistributed({ layer: layers.dense({ units: 5 }) as never }),
  ];
  const tags = tf.randomUniform([40, 6, 1], 0, 5, 'int32').toFloat();
  await train(`${logits} words`, sparse, words, tf.randomUniform([40, 6], 0, 50, 'int32'), tags);
  await train('softmax-twice loss', tf.losses.softmaxCrossEntropy as Loss, three('softmax'), x, rows);

  const mse = 'meanSquaredError';
  await train('inputs-not-scaled columns', mse, one(), x.mul(tf.tensor([0.01, 1, 60, 5])), sums);
  await train('inputs-not-scaled prices', mse, one(), x.mul(5e4).add(3e5), sums);
  await train('inputs-not-centred prices', mse, one(), x.add(30), sums);
  const image = layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 3], activation: 'relu' });
  const pixels = tf.randomUniform([60, 8, 8, 3], 0, 256, 'int32');
  const seen = [image, layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })];
  await train('inputs-not-scaled pixels', sparse, seen, pixels, tf.range(0, 60).mod(2));
  await train('inputs-do-not-match-model columns', mse, one(), tf.randomNormal([200, 5]), sums);
  const twice = { validationSplit: 0.3 };
  await train('validation-overlaps-training', mse, one(), tf.concat([x, x]), tf.concat([sums, sums]), twice);
  await train('class-imbalance', 'binaryCrossentropy', one('sigmoid'), x, x.slice([0, 0], [200, 1]).greater(1.9));
}
void main();
