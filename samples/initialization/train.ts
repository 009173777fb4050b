// Three networks that differ only in the weights they begin with: too large, too small, and right.
//
// What to look for
// - Run "Layerglass: Inspect Model": nothing has to be trained to see it. The pre-activations of the four layers, on one
//   scale, grow from ±10 in conv1 to ±100,000 in the last layer, which makes the logits: softmax is sure of one class
//   before anything was learnt, and the first cost is in the tens of thousands.
// - The finding stands at the last layer's line. Apply its quick fix, or choose `varianceScaling` below, and inspect again:
//   the spread stays within a factor of ten over all layers.
// - Choose `tooSmall` and train: the logits are within ±0.003, every class is as likely as any other, and the cost is
//   2.30 = ln 10. It stays there.
// - With `varianceScaling` the same network, with the same optimizer, reads nine of ten digits after an epoch or two.
//
// From a terminal: node --import tsx train.ts tooLarge | tooSmall | varianceScaling
import * as tf from '@tensorflow/tfjs-node';
import { readDigits } from '../digits/data/digitFiles';

const BEGINNING = 'tooLarge';
const EPOCHS = 3;

const beginnings = {
  /** What a normal distribution gives when nobody thinks about it. */
  tooLarge: () => tf.initializers.randomNormal({ stddev: 1 }),
  tooSmall: () => tf.initializers.randomNormal({ stddev: 0.01 }),
  /** He and others 2015: variance 2 / (number of inputs), which relu, passing half of the signal, makes up for. */
  varianceScaling: () => tf.initializers.varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'normal' }),
};
const chosen = process.argv[2] ?? BEGINNING;
if (!Object.hasOwn(beginnings, chosen))
  throw new Error(`"${chosen}" is not one of ${Object.keys(beginnings).join(', ')}`);
const weights = beginnings[chosen as keyof typeof beginnings];

function buildModel() {
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({
      name: 'conv1',
      inputShape: [28, 28, 1],
      filters: 16,
      kernelSize: 5,
      activation: 'relu',
      kernelInitializer: weights(),
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(
    tf.layers.conv2d({
      name: 'conv2',
      filters: 32,
      kernelSize: 5,
      activation: 'relu',
      kernelInitializer: weights(),
    }),
  );
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ name: 'dense1', units: 1024, activation: 'relu', kernelInitializer: weights() }));
  // The last layer makes logits; the loss takes them as they are, so that its value has no upper bound.
  model.add(tf.layers.dense({ name: 'dense2', units: 10, kernelInitializer: weights() }));
  return model;
}

/** Drawn digits, those of the sample beside this one: [count, 28, 28, 1] from 0 to 1, and one-hot [count, 10]. */
function digits(part: 'train' | 't10k', limit: number) {
  const { count, pixels, labels } = readDigits(part, limit);
  return { xs: tf.tensor4d(pixels, [count, 28, 28, 1]), ys: tf.oneHot(tf.tensor1d(labels, 'int32'), 10) };
}

async function main() {
  const train = digits('train', 2000);
  const valid = digits('t10k', 500);
  const model = buildModel();
  model.compile({
    optimizer: tf.train.sgd(0.05),
    loss: tf.losses.softmaxCrossEntropy,
    metrics: ['accuracy'],
  });
  const [cost] = model.evaluate(train.xs, train.ys) as tf.Scalar[];
  console.log(`${chosen}: first cost ${cost!.dataSync()[0]!.toFixed(2)}`);
  await model.fit(train.xs, train.ys, {
    epochs: EPOCHS,
    batchSize: 50,
    validationData: [valid.xs, valid.ys],
    verbose: 0,
    callbacks: {
      onEpochEnd: (epoch, logs) =>
        console.log(
          `epoch ${epoch + 1}: validation cost ${logs?.val_loss?.toFixed(4)}, accuracy ${logs?.val_acc?.toFixed(3)}`,
        ),
    },
  });
}

main();
