// A branch whose output is multiplied by zeros that stay: its weights never move. mode: train
import * as tf from '@tensorflow/tfjs';

const input = tf.input({ shape: [8] });
const used = tf.layers.dense({ units: 16, activation: 'relu' }).apply(input) as tf.SymbolicTensor;
const idle = tf.layers.dense({ units: 16, activation: 'tanh' }); // finding
const blocked = tf.layers.dense({ units: 16, kernelInitializer: 'zeros', trainable: false });
const unused = blocked.apply(idle.apply(input)) as tf.SymbolicTensor;
const joined = tf.layers.concatenate().apply([used, unused]) as tf.SymbolicTensor;
const output = tf.layers.dense({ units: 1 }).apply(joined) as tf.SymbolicTensor;
const model = tf.model({ inputs: input, outputs: output });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const x = tf.randomNormal([512, 8]);
void model.fit(x, x.sum(1, true), { epochs: 3, verbose: 0 });
