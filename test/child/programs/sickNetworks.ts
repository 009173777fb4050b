// Networks with one fault each, named by the rule that has to find it. Argument: the name of one where not all are wanted.
import * as tf from '@tensorflow/tfjs';

const only = process.argv[2];
const { layers } = tf;
type Layers = tf.layers.Layer[];

const dense = (units: number, activation: string, more: object = {}) =>
  layers.dense({ units, activation: activation as 'relu', ...more });
const conv = (filters: number, more: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...more } as never);
const image = { inputShape: [12, 12, 1] };
const sequence = (list: Layers, name: string): tf.Sequential => tf.sequential({ layers: list, name });
const spread = (stddev: number) => ({ kernelInitializer: tf.initializers.randomNormal({ stddev }) });

const images = tf.randomNormal([64, 12, 12, 1]);
const classes = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(4).cast('int32'), 4).toFloat();
const points = tf.randomNormal([64, 8]);
const values = points.sum(1, true);

/** The four layers of S1. */
const convnet = (name: string, weights: object, activation = 'softmax') =>
  sequence(
    [
      conv(8, { ...image, ...weights }),
      conv(12, weights),
      layers.flatten(),
      dense(32, 'relu', weights),
      dense(4, activation, weights),
    ],
    name,
  );

/** Rounds, and has no gradient. */
class Rounded extends tf.layers.Layer {
  static className = 'Rounded';
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.customGrad(given => ({ value: (given as tf.Tensor).round(), gradFunc: dy => tf.zerosLike(dy as tf.Tensor) }))(x); // prettier-ignore
  }
}
tf.serialization.registerClass(Rounded as never);

async function fit(
  model: tf.LayersModel,
  { optimizer = tf.train.sgd(0.01) as tf.Optimizer, loss = 'categoricalCrossentropy' as never, epochs = 3 } = {},
): Promise<void> {
  model.compile({ optimizer, loss });
  await train(model, epochs);
}
async function train(model: tf.LayersModel, epochs = 3): Promise<void> {
  const isImage = model.inputs[0]!.shape.length === 4;
  const isValue = model.outputs[0]!.shape.at(-1) === 1;
  await model.fit(isImage ? images : points, isValue ? values : classes, { epochs, batchSize: 8, verbose: 0 });
}
const onValues = { loss: 'meanSquaredError' as never };

const faults: Record<string, (name: string) => Promise<void>> = {
  'poor-initialization': name => fit(convnet(name, spread(1))),
  'over-confident-logits': name => fit(convnet(name, spread(1))),
  'over-confident-logits bare': async name => {
    const model = convnet(name, spread(1), 'linear');
    await fit(model, { loss: ((y: tf.Tensor, z: tf.Tensor) => tf.losses.softmaxCrossEntropy(y, z)) as never });
  },
  'poor-initialization small': name => fit(convnet(name, spread(0.005))),
  'uniform-logits': name => fit(convnet(name, spread(0.005)), { epochs: 6 }),
  'exploding-gradients': async name => {
    const loss = (y: tf.Tensor, z: tf.Tensor) => tf.losses.softmaxCrossEntropy(y, z);
    await fit(convnet(name, spread(1), 'linear'), { loss: loss as never, optimizer: tf.train.sgd(0.1) });
  },
  'vanishing-gradients': name => {
    const hidden = Array.from({ length: 8 }, () => dense(16, 'sigmoid'));
    const list = [dense(16, 'sigmoid', { inputShape: [8] }), ...hidden, dense(1, 'linear')];
    return fit(sequence(list, name), onValues);
  },
  'dead-units': name => {
    const below = { biasInitializer: tf.initializers.constant({ value: -20 }) };
    const list = [dense(16, 'relu', { inputShape: [8] }), dense(16, 'relu', below), dense(1, 'linear')];
    return fit(sequence(list, name), onValues);
  },
  'over-confident-logits by rate': name =>
    fit(sequence([dense(32, 'relu', { inputShape: [8] }), dense(32, 'relu'), dense(4, 'softmax')], name), {
      optimizer: tf.train.sgd(10),
    }),
  'saturated-activations': name =>
    fit(sequence([dense(16, 'tanh', { inputShape: [8], ...spread(20) }), dense(16, 'tanh', spread(5)), dense(1, 'linear')], name), onValues), // prettier-ignore
  'update-ratio': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8] }), dense(16, 'relu'), dense(1, 'linear')], name), {
      ...onValues,
      optimizer: tf.train.sgd(1e-8),
    }),
  'update-ratio large': name =>
    fit(sequence([dense(16, 'tanh', { inputShape: [8] }), dense(16, 'tanh'), dense(4, 'softmax')], name), {
      optimizer: tf.train.adam(10),
    }),
  'exploding-tensor': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8] }), dense(16, 'linear'), dense(1, 'linear')], name), {
      ...onValues,
      optimizer: tf.train.sgd(1e4),
    }),
  'missing-activation': name =>
    fit(sequence([dense(16, 'linear', { inputShape: [8] }), dense(1, 'linear')], name), onValues),
  'misplaced-normalization': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8] }), dense(4, 'softmax'), layers.batchNormalization()] as Layers, name)), // prettier-ignore
  'misplaced-normalization dropout': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8] }), dense(1, 'linear'), layers.dropout({ rate: 0.5 })], name), onValues), // prettier-ignore
  'misplaced-normalization twice': name =>
    fit(sequence([dense(16, 'linear', { inputShape: [8] }), layers.batchNormalization(), layers.batchNormalization(), layers.reLU(), dense(4, 'softmax')] as Layers, name)), // prettier-ignore
  'all-zeros': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8] }), dense(16, 'tanh', { kernelInitializer: 'zeros' }), dense(1, 'linear')], name), onValues), // prettier-ignore
  'all-zeros alike': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8], kernelInitializer: 'ones' }), dense(1, 'linear')], name), onValues), // prettier-ignore
  'dilation-ignored': name => {
    const wide = layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, ...image } as never);
    return fit(sequence([wide, layers.reLU(), layers.flatten(), dense(4, 'softmax')] as Layers, name));
  },
  'frozen-in-optimizer': async name => {
    const first = dense(16, 'relu', { inputShape: [8], trainable: false });
    const model = sequence([first, dense(4, 'softmax')], name);
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    first.trainable = true;
    await train(model);
  },
  'frozen-in-optimizer averages': name => {
    const list = [dense(16, 'linear', { inputShape: [8] }), layers.batchNormalization({ trainable: false })] as Layers;
    return fit(sequence([...list, layers.reLU(), dense(4, 'softmax')] as Layers, name));
  },
  'unchanged-tensors': name =>
    fit(sequence([dense(16, 'relu', { inputShape: [8] }), new Rounded({} as never), dense(4, 'softmax')] as Layers, name)), // prettier-ignore
};

async function main(): Promise<void> {
  for (const [name, run] of Object.entries(faults)) if (!only || only === name) await run(name);
}
void main();
