// Builds a model in a function, calls it, and lets it go; then makes much garbage.
import * as tf from '@tensorflow/tfjs';

function look(): void {
  const model = tf.sequential({ name: 'dropped', layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  (model.predict(tf.ones([4, 3])) as tf.Tensor).print();
}
async function main(): Promise<void> {
  look();
  for (let i = 0; i < 20; i++) {
    const garbage = Array.from({ length: 200_000 }, (_, j) => ({ j }));
    await new Promise(resolve => setImmediate(resolve, garbage.length));
  }
}
void main();
