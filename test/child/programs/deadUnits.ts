import * as tf from '@tensorflow/tfjs';

// Units that are dead or saturated by construction: biases decide, whatever the inputs are.
const examples = 20;
const biases = (count: number, special: Record<number, number>): tf.Tensor =>
  tf.tensor1d(Array.from({ length: count }, (_, i) => special[i] ?? 0.5));

const shared = tf.layers.dense({ name: 'shared', units: 6, activation: 'relu' });
const image = tf.input({ shape: [12, 12, 3], name: 'image' });
const conv = tf.layers.conv2d({ name: 'conv', filters: 8, kernelSize: 3, activation: 'relu' });
const wide = tf.layers.dense({ name: 'wide', units: 10_000, activation: 'tanh' });
const gates = tf.layers.dense({ name: 'gates', units: 4, activation: 'sigmoid' });
const clipped = tf.layers.dense({ name: 'clipped', units: 3 });
const flat = tf.layers.flatten({ name: 'flat' }).apply(conv.apply(image)) as tf.SymbolicTensor;
const half = tf.layers.dense({ name: 'half', units: 6, activation: 'linear' }).apply(flat) as tf.SymbolicTensor;
const twice = shared.apply(shared.apply(half)) as tf.SymbolicTensor;
const sequence = tf.layers.repeatVector({ n: 5 }).apply(twice) as tf.SymbolicTensor;
const lstm = tf.layers.lstm({ name: 'lstm', units: 7, returnSequences: true }).apply(sequence) as tf.SymbolicTensor;
const steps = tf.layers.timeDistributed({
  name: 'steps',
  layer: tf.layers.dense({ name: 'eachStep', units: 5, activation: 'relu' }),
});
const rows = steps.apply(lstm) as tf.SymbolicTensor;
const joined = tf.layers.flatten({ name: 'joined' }).apply(rows) as tf.SymbolicTensor;
const relu6 = tf.layers.reLU({ name: 'capped', maxValue: 6 });
const capped = relu6.apply(clipped.apply(joined)) as tf.SymbolicTensor;
const gated = gates.apply(wide.apply(capped)) as tf.SymbolicTensor;
const output = tf.layers.dense({ name: 'output', units: 2, activation: 'softmax' }).apply(gated) as tf.SymbolicTensor;

const model = tf.model({ inputs: image, outputs: output, name: 'deadUnits' });
const setBias = (name: string, special: Record<number, number>): void => {
  const layer = model.getLayer(name);
  const [kernel, ...rest] = layer.getWeights();
  layer.setWeights([tf.mul(kernel!, 0.01), ...rest.slice(0, -1), biases(rest.at(-1)!.shape[0]!, special)]);
};
setBias('conv', { 1: -1e4, 5: -1e4, 6: -1e4 });
setBias('shared', { 0: -1e4, 2: -1e4 });
setBias('wide', { 0: 20, 17: -20, 9_999: 20 });
setBias('gates', { 2: 9, 3: -9 });
setBias('clipped', { 0: 1e4, 1: -1e4 });
steps.setWeights([tf.mul(steps.getWeights()[0]!, 0.01), biases(5, { 4: -1e4 })]);

model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
const x = tf.randomUniform([examples, 12, 12, 3], 0, 1, 'float32', 1);
const y = tf.oneHot(tf.range(0, examples, 1, 'int32').mod(2).toInt(), 2);
await model.fit(x, y, { epochs: 1, batchSize: examples, shuffle: false, verbose: 0 });
