// An optimizer class of one's own, and a schedule that halves its rate.
import * as tf from '@tensorflow/tfjs';

class SignDescent extends tf.Optimizer {
  static className = 'SignDescent';
  declare learningRate: number;
  constructor(rate: number) {
    super();
    this.learningRate = rate;
  }
  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const { registeredVariables } = tf.engine();
    const list = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const { name, tensor } of list)
      tf.tidy(() =>
        registeredVariables[name]!.assign(registeredVariables[name]!.sub(tensor.sign().mul(this.learningRate))),
      );
  }
  override getConfig(): tf.serialization.ConfigDict {
    return { rate: this.learningRate };
  }
}

async function main(): Promise<void> {
  const model = tf.sequential({ name: 'net', layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const optimizer = new SignDescent(0.25);
  model.compile({ optimizer, loss: 'meanSquaredError' });
  await model.fit(tf.randomNormal([8, 2]), tf.randomNormal([8, 1]), {
    ...{ epochs: 3, verbose: 0 },
    callbacks: { onEpochEnd: async () => void (optimizer.learningRate /= 2) },
  });
}
void main();
