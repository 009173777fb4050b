// Trains a small network and computes by itself what its layers and gradients are, to be compared with what was seen.
import * as tf from '@tensorflow/tfjs';

async function main(): Promise<void> {
  const hidden = tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu', name: 'hidden' });
  const out = tf.layers.dense({ units: 2, name: 'out' });
  const model = tf.sequential({ layers: [hidden, out] });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const x = tf.randomNormal([40, 3]);
  const y = tf.randomNormal([40, 2]);

  const values = (t: tf.Tensor): number[] => Array.from(t.dataSync());
  const look = (start: number): Record<string, number[]> =>
    tf.tidy(() => {
      const first = x.slice(0, 20);
      const [kernel, bias] = hidden.getWeights() as [tf.Tensor, tf.Tensor];
      const [outKernel, outBias] = out.getWeights() as [tf.Tensor, tf.Tensor];
      const pre = first.matMul(kernel).add(bias);
      const result = pre.relu().matMul(outKernel).add(outBias);
      const error = result.sub(y.slice(0, 20));
      const { grads } = tf.variableGrads(() => {
        const predicted = model.apply(x.slice(start, 20)) as tf.Tensor;
        return predicted.sub(y.slice(start, 20)).square().mean() as tf.Scalar;
      });
      const gradients = Object.entries(grads).map(([name, g]) => [
        `gradient ${name.split('/').slice(-2).join('/')}`,
        values(g),
      ]);
      return {
        kernel: values(kernel),
        outBias: values(outBias),
        pre: values(pre),
        hidden: values(pre.relu()),
        out: values(result),
        // of the mean over 20 examples and 2 outputs
        outGradient: values(error.mul(2 / 40)),
        ...Object.fromEntries(gradients),
      };
    });
  const looks = [look(0)];
  await model.fit(x, y, {
    epochs: 1,
    batchSize: 20,
    shuffle: false,
    verbose: 0,
    callbacks: {
      onBatchEnd: async batch => {
        // between the two batches: the gradients of the second; after it: the layers
        const seen = look(20);
        if (batch === 0) looks.push(seen);
        else Object.assign(looks[1]!, { pre: seen.pre, hidden: seen.hidden, out: seen.out, kernel: seen.kernel });
      },
    },
  });
  console.log(JSON.stringify(looks));
}
void main();
