// Reads drawn digits: a small convolutional network.
//
// What to look for
// - Run "Layerglass: Train Model". The curves come first: validation accuracy
//   passes 95 % within a few epochs.
// - Click "Inspect layer" above a layer. Its weights start narrow and spread as
//   it learns; relu leaves about half of the activations at zero.
// - The table shows where the parameters are: nearly all of them in the first
//   dense layer.
//
// With the real MNIST in a folder: node --import tsx train.ts <folder>
import * as tf from '@tensorflow/tfjs-node';
import { loadDigits } from './data/digits';

const EPOCHS = 8;

export function buildModel() {
  const model = tf.sequential();

  // 28 by 28 grey digits, 10 classes
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 64, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  return model;
}

async function main() {
  const { train, valid } = loadDigits(process.argv[2]);
  const model = buildModel();
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(train.xs, train.ys, {
    epochs: EPOCHS,
    batchSize: 64,
    validationData: [valid.xs, valid.ys],
    verbose: 0,
    callbacks: {
      onEpochEnd: (epoch, logs) =>
        console.log(`epoch ${epoch + 1}: loss ${logs?.loss?.toFixed(3)}, validation ${logs?.val_acc?.toFixed(3)}`),
    },
  });
}

main();
