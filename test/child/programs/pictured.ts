import * as tf from '@tensorflow/tfjs';

// Layers of which pictures can be taken, with weights that tell whether they are the right ones.
const [kind = 'images'] = process.argv.slice(2);

/** A kernel whose values say where they stand: no two alike, of both signs. */
const telling = (shape: number[]): tf.Tensor => {
  const count = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Array.from({ length: count }, (_, i) => ((i * 7919) % count) / count - 0.5),
    shape,
  );
};
const filled = (model: tf.LayersModel): tf.LayersModel => {
  for (const layer of model.layers) layer.setWeights(layer.getWeights().map(w => telling(w.shape)));
  return model;
};

const models: Record<string, () => tf.LayersModel> = {
  images: () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          name: 'colour',
          inputShape: [40, 40, 3],
          filters: 5,
          kernelSize: [3, 4],
          activation: 'relu',
        }),
        tf.layers.depthwiseConv2d({ name: 'each', kernelSize: 3, depthMultiplier: 2 }),
        tf.layers.conv2d({ name: 'deep', filters: 70, kernelSize: 3, strides: 4 }),
        tf.layers.conv2dTranspose({ name: 'stamps', filters: 3, kernelSize: 5 }),
        tf.layers.flatten(),
        tf.layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
      ],
    }),
  flattened: () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [12, 9] }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ name: 'looks', units: 100, activation: 'relu' }),
        tf.layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
      ],
    }),
  channelsFirst: () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          ...{ name: 'first', inputShape: [1, 8, 10], filters: 3, kernelSize: 3, activation: 'relu' },
          dataFormat: 'channelsFirst',
        }),
        tf.layers.flatten(),
        tf.layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
      ],
    }),
  sequences: () =>
    tf.sequential({
      layers: [
        tf.layers.conv1d({ name: 'waves', inputShape: [30, 2], filters: 6, kernelSize: 5, activation: 'tanh' }),
        tf.layers.lstm({ name: 'lstm', units: 3 }),
        tf.layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
      ],
    }),
  deep: () => {
    const model = tf.sequential();
    model.add(tf.layers.conv2d({ name: 'conv', inputShape: [32, 32, 1], filters: 64, kernelSize: 1 }));
    for (let i = 0; i < 39; i++) model.add(tf.layers.activation({ name: `active${i}`, activation: 'relu' }));
    model.add(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }));
    model.add(tf.layers.dense({ name: 'classes', units: 4, activation: 'softmax' }));
    return model;
  },
};
const name = kind === 'notFinite' ? 'images' : kind;
const model = name === 'deep' ? models[name]!() : filled(models[name]!());
if (kind === 'notFinite') {
  const [kernel, bias] = model.getLayer('colour').getWeights();
  const values = kernel!.dataSync().slice();
  values[1] = NaN;
  values[2] = Infinity;
  model.getLayer('colour').setWeights([tf.tensor(values, kernel!.shape), bias!]);
}
model.compile({ optimizer: tf.train.sgd(0), loss: 'sparseCategoricalCrossentropy' });
const examples = 24;
const shape = [examples, ...model.inputs[0]!.shape.slice(1).map(n => n!)];
// the first three classes come late: the pictures are to show each
const labels = tf.tensor1d(Array.from({ length: examples }, (_, i) => (i < 10 ? 3 : i % 4)));
await model.fit(telling(shape), labels, { epochs: 3, batchSize: examples, shuffle: false, verbose: 0 });
