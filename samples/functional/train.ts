// Decides whether two noisy waves have the same frequency: one encoder, applied to both inputs.
//
// What to look for
// - The encoder's layers are called twice. Each has one set of weights and two histograms of activations, one for each
//   input.
// - `AbsoluteDifference` is a class of this file. "Inspect layer" stands above the line that makes one, too.
// - The encoder is a model inside the model: its layers have their own lines in encoder.ts.
import * as tf from '@tensorflow/tfjs';
import { buildEncoder, LENGTH } from './encoder';

/** |a - b|, times a weight for each feature. */
class AbsoluteDifference extends tf.layers.Layer {
  static className = 'AbsoluteDifference';
  private scale?: tf.LayerVariable;

  override build(inputShape: tf.Shape[]) {
    const features = inputShape[0]!.at(-1)!;
    this.scale = this.addWeight('scale', [features], 'float32', tf.initializers.ones());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape[]) {
    return inputShape[0]!;
  }

  override call(inputs: tf.Tensor[]) {
    return tf.tidy(() => inputs[0]!.sub(inputs[1]!).abs().mul(this.scale!.read()));
  }
}
tf.serialization.registerClass(AbsoluteDifference);

function buildModel() {
  const left = tf.input({ shape: [LENGTH, 1], name: 'left' });
  const right = tf.input({ shape: [LENGTH, 1], name: 'right' });
  const encoder = buildEncoder();
  const difference = new AbsoluteDifference({}).apply([
    encoder.apply(left) as tf.SymbolicTensor,
    encoder.apply(right) as tf.SymbolicTensor,
  ]) as tf.SymbolicTensor;
  const hidden = tf.layers.dense({ units: 16, activation: 'relu' }).apply(difference) as tf.SymbolicTensor;
  const same = tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'same' }).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: [left, right], outputs: same });
}

/** Pairs of waves, half of them with the same frequency: [count, LENGTH, 1] twice and [count, 1]. */
function wavePairs(count: number) {
  const wave = (frequency: number) => {
    const phase = 2 * Math.PI * Math.random();
    return Array.from({ length: LENGTH }, (_, i) => [
      Math.sin((2 * Math.PI * frequency * i) / LENGTH + phase) + 0.3 * (Math.random() - 0.5),
    ]);
  };
  const frequencies = [2, 4, 7];
  const pairs = Array.from({ length: count }, (_, i) => {
    const first = Math.floor(3 * Math.random());
    const second = i % 2 === 0 ? first : (first + 1 + Math.floor(2 * Math.random())) % 3;
    return { left: wave(frequencies[first]!), right: wave(frequencies[second]!), same: [i % 2 === 0 ? 1 : 0] };
  });
  return {
    xs: [tf.tensor3d(pairs.map(p => p.left)), tf.tensor3d(pairs.map(p => p.right))],
    ys: tf.tensor2d(pairs.map(p => p.same)),
  };
}

async function main() {
  const model = buildModel();
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const { xs, ys } = wavePairs(600);
  const history = await model.fit(xs, ys, { epochs: 12, batchSize: 32, validationSplit: 0.2, verbose: 0 });
  const accuracy = history.history['val_acc']!.at(-1) as number;
  console.log(`validation accuracy ${accuracy.toFixed(3)}`);
}

main();
