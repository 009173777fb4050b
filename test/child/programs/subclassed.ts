// Layer classes of one's own: with and without a constructor, made of other layers, random, printing, with kept tensors.
import * as tf from '@tensorflow/tfjs';

class Scale extends tf.layers.Layer {
  static className = 'Scale';
  scale!: tf.LayerVariable;
  constructor(config: { name?: string } = {}) {
    super(config as never);
  }
  override build(shape: tf.Shape): void {
    this.scale = this.addWeight('scale', [shape.at(-1)!], 'float32', tf.initializers.ones());
    super.build(shape);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => (Array.isArray(inputs) ? inputs[0]! : inputs).mul(this.scale.read()));
  }
  override getConfig(): tf.serialization.ConfigDict {
    return super.getConfig();
  }
}
tf.serialization.registerClass(Scale as never);

class NamedScale extends Scale {
  static override className = 'NamedScale';
  calls = 0;
}

/** Builds its layers when it is first called on numbers, adds noise, prints, and keeps what it last saw. */
class Noisy extends tf.layers.Layer {
  static className = 'Noisy';
  inner = tf.layers.dense({ units: 4, activation: 'relu', name: 'noisyInner' });
  last: tf.Tensor | null = null;
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0]!, 4];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    console.log(`called on ${x.shape[0]}`);
    return tf.tidy(() => {
      const y = (this.inner.apply(x) as tf.Tensor).add(tf.randomNormal([x.shape[0]!, 4], 0, 0.1));
      this.last?.dispose();
      this.last = tf.keep(y.clone());
      return y;
    });
  }
}

async function main(): Promise<void> {
  const noisy = new Noisy({});
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 3, inputShape: [2], name: 'first' }));
  model.add(new Scale({ name: 'scale' }));
  model.add(new NamedScale());
  model.add(noisy);
  model.add(tf.layers.dense({ units: 1, name: 'last' }));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const seen: number[] = [];
  const history = await model.fit(tf.randomNormal([12, 2]), tf.randomNormal([12, 1]), {
    epochs: 2,
    batchSize: 6,
    verbose: 0,
    callbacks: { onEpochEnd: async () => void seen.push(noisy.last!.dataSync()[0]!, tf.memory().numTensors) },
  });
  const inner = noisy.inner.getWeights().map(w => Array.from(w.dataSync()));
  console.log(JSON.stringify({ history: history.history, inner, seen, random: Math.random() }));
}
void main();
