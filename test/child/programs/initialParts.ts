// Weights that a comparison of initializers may change, and those that it may not.
import * as tf from '@tensorflow/tfjs';

/** A layer of the person's own, whose kernel no argument initializes. */
class Scaled extends tf.layers.Layer {
  private kernel!: tf.LayerVariable;
  override build(inputShape: tf.Shape) {
    this.kernel = this.addWeight('kernel', [inputShape.at(-1)!, 6], 'float32', tf.initializers.randomNormal({}));
    this.built = true;
  }
  override computeOutputShape(inputShape: tf.Shape) {
    return [inputShape[0]!, 6];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.matMul(x as tf.Tensor2D, this.kernel.read() as tf.Tensor2D);
  }
  static className = 'Scaled';
}
tf.serialization.registerClass(Scaled);

const image = tf.input({ shape: [8, 8, 2], name: 'image' });
const separable = tf.layers.separableConv2d({ name: 'separable', filters: 4, kernelSize: 3, activation: 'selu' });
const depthwise = tf.layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 3 });
const frozen = tf.layers.conv2d({ name: 'frozen', filters: 3, kernelSize: 2, trainable: false, activation: 'tanh' });
const flat = tf.layers.flatten();
const twice = tf.layers.dense({ name: 'twice', units: 12, activation: 'relu', kernelInitializer: 'zeros' });
const widen = tf.layers.dense({ name: 'widen', units: 12 });
const inner = tf.sequential({
  name: 'inner',
  layers: [tf.layers.dense({ name: 'nested', units: 5, inputShape: [12] })],
});
const given = tf.layers.dense({ name: 'given', units: 5 });

let signal = depthwise.apply(separable.apply(image)) as tf.SymbolicTensor;
signal = flat.apply(frozen.apply(signal)) as tf.SymbolicTensor;
signal = twice.apply(twice.apply(widen.apply(signal))) as tf.SymbolicTensor;
signal = given.apply(inner.apply(signal)) as tf.SymbolicTensor;
const steps = tf.layers.reshape({ targetShape: [5, 1] }).apply(signal);
const lstm = tf.layers.lstm({ name: 'lstm', units: 3 }).apply(steps);
const own = new Scaled({ name: 'own' }).apply(lstm) as tf.SymbolicTensor;
const blocks = [0, 1].map(i => tf.layers.dense({ name: `block${i}`, units: 6, activation: i ? 'linear' : 'relu' }));
const output = blocks.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, own);
const model = tf.model({ inputs: image, outputs: output, name: 'parts' });
given.setWeights([tf.ones([5, 5]), tf.zeros([5])]);
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
void model.fit(tf.randomNormal([6, 8, 8, 2]), tf.zeros([6, 6]), { epochs: 1, batchSize: 3, verbose: 0 });
