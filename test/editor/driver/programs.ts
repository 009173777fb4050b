import * as fs from 'node:fs';
import * as path from 'node:path';

/** A small dense network that goes on until it is stopped. */
export const endlessProgram = `import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const xs = tf.randomNormal([64, 4]);
model.fit(xs, xs.sum(1, true), { epochs: 1_000_000, batchSize: 16, verbose: 0 });
`;

/** Returns a `prepare` that writes a program into the samples. */
export const withProgram = (file: string, text: string) => (samples: string) =>
  fs.writeFileSync(path.join(samples, file), text);

/** Returns a `prepare` that has a sample train for so many epochs. */
export const withEpochs = (file: string, epochs: number) => (samples: string) => {
  const whole = fs.readFileSync(path.join(samples, file), 'utf8');
  const shortened = whole.replace(/(EPOCHS = |epochs: )\d+/, `$1${epochs}`);
  if (shortened === whole) throw new Error(`${file} does not say for how many epochs it trains.`);
  withProgram(file, shortened)(samples);
};
