// A network of two convolutions and two dense layers on drawn strokes. The argument says how its weights begin.
import * as tf from '@tensorflow/tfjs';

const start = process.argv[2] ?? 'default';
const starts: Record<string, () => string | ReturnType<typeof tf.initializers.randomNormal> | undefined> = {
  default: () => undefined,
  large: () => tf.initializers.randomNormal({ mean: 0, stddev: 1, seed: 3 }),
  small: () => tf.initializers.randomNormal({ mean: 0, stddev: 0.01, seed: 3 }),
  he: () => 'heNormal',
};
const kernelInitializer = () => starts[start]!() as 'heNormal';

const size = 28;
const count = 64;
const pixels = new Float32Array(count * size * size);
for (let i = 0; i < count; i++)
  for (let stroke = 0; stroke < 40; stroke++) {
    const x = 4 + ((stroke * (1 + (i % 10))) % 20);
    const y = 4 + ((stroke * 3 + i) % 20);
    pixels[i * size * size + y * size + x] = 1;
    pixels[i * size * size + y * size + x + 1] = 0.7;
  }
const xs = tf.tensor4d(pixels, [count, size, size, 1]);
const ys = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: count }, (_, i) => i % 10),
    'int32',
  ),
  10,
);

const model = tf.sequential();
model.add(
  tf.layers.conv2d({
    name: 'conv1',
    inputShape: [size, size, 1],
    filters: 16,
    kernelSize: 5,
    padding: 'same',
    activation: 'relu',
    kernelInitializer: kernelInitializer(),
  }),
);
model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
model.add(
  tf.layers.conv2d({
    name: 'conv2',
    filters: 36,
    kernelSize: 5,
    padding: 'same',
    activation: 'relu',
    kernelInitializer: kernelInitializer(),
  }),
);
model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ name: 'dense1', units: 128, activation: 'relu', kernelInitializer: kernelInitializer() }));
model.add(tf.layers.dense({ name: 'dense2', units: 10, kernelInitializer: kernelInitializer() }));
model.compile({
  optimizer: tf.train.adam(1e-3),
  loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits),
});
// what a comparison may not change: the weights, the tensors, the program's own random numbers
process.on('exit', () => {
  const sums = model
    .getWeights()
    .map(w => (w.dataSync() as Float32Array).reduce((sum, v, i) => sum + v * ((i % 7) + 1), 0));
  console.log(JSON.stringify({ sums, tensors: tf.memory().numTensors, random: Math.random() }));
});
void model.fit(xs, ys, { epochs: 1, batchSize: 32, shuffle: false, verbose: 0 });
