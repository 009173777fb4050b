// Two models that are trained in turn, by trainOnBatch.
import * as tf from '@tensorflow/tfjs';

function makeGenerator(): tf.Sequential {
  return tf.sequential({
    name: 'generator',
    layers: [
      tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu' }),
      tf.layers.dense({ units: 2, activation: 'tanh' }),
    ],
  });
}
function makeDiscriminator(): tf.Sequential {
  const model = tf.sequential({ name: 'discriminator' });
  model.add(tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }));
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
  return model;
}

async function main(): Promise<void> {
  const generator = makeGenerator();
  const discriminator = makeDiscriminator();
  const noiseInput = tf.input({ shape: [4] });
  discriminator.trainable = false;
  const combined = tf.model({
    name: 'combined',
    inputs: noiseInput,
    outputs: discriminator.apply(generator.apply(noiseInput)) as tf.SymbolicTensor,
  });
  combined.compile({ optimizer: tf.train.sgd(0.02), loss: 'binaryCrossentropy' });
  const losses: number[][] = [];
  for (let i = 0; i < 6; i++) {
    const noise = tf.randomNormal([8, 4]);
    const fake = generator.predict(noise) as tf.Tensor;
    const real = tf.randomNormal([8, 2]);
    discriminator.trainable = true;
    const d = (await discriminator.trainOnBatch(
      tf.concat([real, fake]),
      tf.concat([tf.ones([8, 1]), tf.zeros([8, 1])]),
    )) as number;
    discriminator.trainable = false;
    const g = (await combined.trainOnBatch(noise, tf.ones([8, 1]))) as number;
    losses.push([d, g]);
  }
  console.log(JSON.stringify({ losses, random: Math.random() }));
}
void main();
