// A small dense network on WebAssembly that says when its first step is done.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

async function main() {
  await tf.setBackend('wasm');
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [784], units: 128, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const xs = tf.randomNormal([64, 784]);
  const ys = tf.oneHot(tf.floor(tf.randomUniform([64], 0, 10)).toInt(), 10);
  let isFirst = true;
  await model.fit(xs, ys, {
    epochs: 1,
    verbose: 0,
    callbacks: {
      onBatchEnd: () => {
        if (isFirst) console.log('first step');
        isFirst = false;
      },
    },
  });
}
void main();
