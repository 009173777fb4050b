// Seeds itself, in each way that TensorFlow.js has, and prints what it drew.
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';

const require = createRequire(import.meta.url);
const seedrandom = createRequire(require.resolve('@tensorflow/tfjs-core'))('seedrandom');
const values = tensor => Array.from(tensor.dataSync());

// a generator of its own in the place of Math.random
Math.random = seedrandom('mine');
const shuffled = tf.data.array([1, 2, 3, 4, 5, 6, 7, 8]).shuffle(8, 'mine');
const drawn = {
  seedrandom: [seedrandom('other')(), seedrandom.alea('another')()],
  mathRandom: Math.random(),
  fromMathRandom: values(tf.randomUniform([4])),
  randomNormal: values(tf.randomNormal([4], 0, 1, 'float32', 5)),
  truncatedNormal: values(tf.truncatedNormal([4], 0, 1, 'float32', 5)),
  randomUniform: values(tf.randomUniform([4], 0, 1, 'float32', 5)),
  randomGamma: values(tf.randomGamma([4], 2, 1, 'float32', 5)),
  dropout: values(tf.dropout(tf.ones([32]), 0.5, undefined, 5)),
  multinomial: values(tf.multinomial(tf.zeros([2, 6]), 8, 5)),
  dataset: [await shuffled.toArray(), await shuffled.toArray()],
  glorotUniform: values(tf.initializers.glorotUniform({ seed: 5 }).apply([3, 3])),
};

const layer = seed =>
  tf.layers.dense({ units: 4, inputShape: [3], kernelInitializer: tf.initializers.heNormal({ seed }) });
const model = tf.sequential({ layers: [layer(1), tf.layers.dropout({ rate: 0.25, seed: 3 }), layer(2)] });
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([32, 3], 0, 1, 'float32', 6);
const { history } = await model.fit(x, tf.concat([x, x], 1).slice([0, 0], [32, 4]), { epochs: 3, verbose: 0 });
console.log(JSON.stringify({ ...drawn, loss: history.loss, shuffleAfter: Math.random() }));
