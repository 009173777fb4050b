// Prints the flags that V8 was given before the training begins, and in its first step.
import * as tf from '@tensorflow/tfjs';
import v8 from 'node:v8';

const given: string[] = [];
const original = v8.setFlagsFromString;
v8.setFlagsFromString = flags => {
  given.push(flags);
  original(flags);
};

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const data = [tf.ones([8, 2]), tf.ones([8, 1])] as const;
tf.dispose(model.predict(data[0]));
const before = [...given];
for (let i = 0; i < 2; i++) await model.fit(...data, { epochs: 1, verbose: 0 });
console.log(JSON.stringify({ before, given }));
