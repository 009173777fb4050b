// Draws from every random source that a program of TensorFlow.js meets, and prints what it drew.
import crypto, { randomBytes, randomFill, randomFillSync, randomInt, randomUUID, webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';

const require = createRequire(import.meta.url);
const seedrandom = createRequire(require.resolve('@tensorflow/tfjs-core'))('seedrandom');

const initializers = ['glorotNormal', 'glorotUniform', 'heNormal', 'heUniform', 'leCunNormal', 'leCunUniform'];
const others = ['orthogonal', 'randomNormal', 'randomUniform', 'truncatedNormal'];
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
const shuffled = tf.data.array(numbers).shuffle(8);
const values = tensor => Array.from(tensor.dataSync());

const drawn = {
  mathRandom: Math.random(),
  randomNormal: values(tf.randomNormal([4])),
  truncatedNormal: values(tf.truncatedNormal([4])),
  randomUniform: values(tf.randomUniform([4])),
  randomUniformInt: values(tf.randomUniformInt([4], 0, 1000)),
  randomGamma: values(tf.randomGamma([4], 2)),
  randomStandardNormal: values(tf.randomStandardNormal([4])),
  rand: values(tf.rand([4], Math.random)),
  dropout: values(tf.dropout(tf.ones([32]), 0.5)),
  dropoutLayer: values(tf.layers.dropout({ rate: 0.5 }).apply(tf.ones([1, 32]), { training: true })),
  gaussianNoise: values(tf.layers.gaussianNoise({ stddev: 1 }).apply(tf.ones([1, 4]), { training: true })),
  multinomial: values(tf.multinomial(tf.zeros([3, 6]), 8)),
  multinomialAgain: values(tf.multinomial(tf.zeros([3, 6]), 8)),
  createShuffledIndices: Array.from(tf.util.createShuffledIndices(16)),
  dataset: [await shuffled.toArray(), await shuffled.toArray()],
  datasetBatches: (await tf.data.array(numbers).shuffle(4).batch(3).toArray()).map(values),
  iterator: await (await tf.data.array(numbers).iterator()).shuffle(8).toArray(),
  seedrandom: seedrandom()(),
  ...Object.fromEntries([...initializers, ...others].map(n => [n, values(tf.initializers[n]({}).apply([3, 3]))])),
};
const fromCrypto = {
  randomBytes: randomBytes(8).toString('hex'),
  randomBytesLater: (await promisify(randomBytes)(8)).toString('hex'),
  required: require('crypto').randomBytes(8).toString('hex'),
  randomInt: [randomInt(1e9), crypto.randomInt(-1e9, 0), await promisify(randomInt)(1e9)],
  randomFill: Array.from(await promisify(randomFill)(new Uint8Array(8))),
  randomFillSync: Array.from(randomFillSync(new Uint32Array(6), 2, 3)),
  randomUUID: [randomUUID(), globalThis.crypto.randomUUID()],
  getRandomValues: [globalThis.crypto, webcrypto, crypto].map(c => Array.from(c.getRandomValues(new Uint32Array(2)))),
};
console.log(JSON.stringify({ drawn, fromCrypto }));
