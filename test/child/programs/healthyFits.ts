// Data, labels, losses and courses that look odd and are as they should be: the rules find nothing in them.
import * as tf from '@tensorflow/tfjs';

const { layers } = tf;
type Loss = Parameters<tf.LayersModel['compile']>[0]['loss'];
const dense = (units: number, activation?: string, more: object = {}) =>
  layers.dense({ units, activation: activation as 'relu', ...more });
const first = (inputs: number, units = 16, activation = 'relu') => dense(units, activation, { inputShape: [inputs] });
const built = (name: string, optimizer: tf.Optimizer, loss: Loss, ...stack: tf.layers.Layer[]): tf.Sequential => {
  const model = tf.sequential({ name, layers: stack });
  model.compile({ optimizer, loss });
  return model;
};
const { adam, sgd } = tf.train;
const largest = (x: tf.Tensor, count: number) => x.slice([0, 0], [x.shape[0]!, count]).argMax(1);

const kinds: (() => Promise<unknown>)[] = [
  () => {
    const model = built('four examples', sgd(0.01), 'meanSquaredError', dense(1, undefined, { inputShape: [1] }));
    return model.fit(tf.tensor2d([[1], [2], [3], [4]]), tf.tensor1d([1, 3, 5, 7]), { epochs: 100, verbose: 0 });
  },
  () => {
    const model = built('exclusive or', sgd(0.1), 'binaryCrossentropy', first(2, 8, 'tanh'), dense(1, 'sigmoid'));
    const x = tf.tensor2d([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
    const y = tf.tensor2d([0, 1, 1, 0], [4, 1]);
    return model.fit(x, y, { epochs: 400, validationData: [x, y], verbose: 0 });
  },
  () => {
    const model = built(
      'few in validation',
      adam(0.02),
      'categoricalCrossentropy',
      first(2, 16, 'tanh'),
      dense(3, 'softmax'),
    );
    const kind = tf.cast(tf.randomUniform([240], 0, 3), 'int32');
    const angle = kind.toFloat().mul(2);
    const x = tf.stack([angle.cos(), angle.sin()], 1).add(tf.randomNormal([240, 2], 0, 0.3));
    return model.fit(x, tf.oneHot(kind, 3), { epochs: 30, validationSplit: 0.1, verbose: 0 });
  },
  () => {
    const model = built('coder', adam(0.001), 'binaryCrossentropy', first(64), dense(64, 'sigmoid'));
    const x = tf
      .randomNormal([200, 4])
      .matMul(tf.randomNormal([4, 64]))
      .sigmoid();
    return model.fit(x, x, { epochs: 10, validationSplit: 0.2, verbose: 0 });
  },
  () => {
    const stack = [
      layers.embedding({ inputDim: 500, outputDim: 8, inputLength: 12 }),
      layers.globalAveragePooling1d({}),
    ];
    const model = built('words', adam(0.01), 'sparseCategoricalCrossentropy', ...stack, dense(2, 'softmax'));
    const x = tf.randomUniform([240, 12], 0, 500, 'int32');
    return model.fit(x, x.slice([0, 0], [240, 1]).greater(250).toFloat(), { epochs: 8, verbose: 0 });
  },
  () => {
    const model = built('weighed classes', adam(0.01), 'categoricalCrossentropy', first(4), dense(2, 'softmax'));
    const x = tf.randomNormal([400, 4]);
    const isRare = tf.cast(x.slice([0, 0], [400, 1]).greater(2).flatten(), 'int32');
    return model.fit(x, tf.oneHot(isRare, 2), { epochs: 6, classWeight: { 0: 1, 1: 20 }, verbose: 0 });
  },
  () => {
    const model = built('several labels', adam(0.01), 'binaryCrossentropy', first(6), dense(3, 'sigmoid'));
    const x = tf.randomNormal([200, 6]);
    return model.fit(x, x.slice([0, 0], [200, 3]).greater(0).toFloat(), {
      epochs: 8,
      validationSplit: 0.2,
      verbose: 0,
    });
  },
  () => {
    const model = built('logits', adam(0.01), tf.losses.softmaxCrossEntropy as Loss, first(5), dense(3));
    const x = tf.randomNormal([200, 5]);
    return model.fit(x, tf.oneHot(largest(x, 3), 3), { epochs: 8, verbose: 0 });
  },
  () => {
    const stack = [first(10, 32, 'linear'), layers.batchNormalization({}), layers.activation({ activation: 'relu' })];
    const loss = 'sparseCategoricalCrossentropy';
    const model = built('averages', adam(0.005), loss, ...stack, layers.dropout({ rate: 0.4 }), dense(4, 'softmax'));
    const x = tf.randomNormal([400, 10]);
    return model.fit(x, largest(x, 4).toFloat(), { epochs: 12, validationSplit: 0.25, verbose: 0 });
  },
  async () => {
    const body = first(4);
    const model = built('refined', adam(0.01), 'meanSquaredError', body, dense(1));
    const x = tf.randomNormal([160, 4]);
    const y = x.square().sum(1, true).div(4);
    await model.fit(x, y, { epochs: 30, verbose: 0 });
    body.trainable = false;
    model.compile({ optimizer: adam(1e-4), loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 6, verbose: 0 });
  },
  async () => {
    // Targets that are made of its own predictions, and rise.
    const model = built('values', adam(0.001), 'meanSquaredError', first(4), dense(2));
    for (let step = 0; step < 250; step++) {
      const x = tf.randomNormal([32, 4]);
      const y = tf.tidy(() => (model.predict(x) as tf.Tensor).mul(0.9).add(tf.randomNormal([32, 2], 1, 0.3)));
      await model.trainOnBatch(x, y);
    }
  },
  async () => {
    const generator = tf.sequential({ name: 'generator', layers: [first(4), dense(2)] });
    const critic = built('critic', adam(0.002), 'binaryCrossentropy', first(2), dense(1, 'sigmoid'));
    const noise = tf.input({ shape: [4] });
    critic.trainable = false;
    const outputs = critic.apply(generator.apply(noise)) as tf.SymbolicTensor;
    const both = tf.model({ inputs: noise, outputs, name: 'both' });
    both.compile({ optimizer: adam(0.002), loss: 'binaryCrossentropy' });
    for (let step = 0; step < 150; step++) {
      const drawn = tf.randomNormal([32, 4]);
      const x = tf.concat([tf.randomNormal([32, 2], 1, 0.5), generator.predict(drawn) as tf.Tensor]);
      critic.trainable = true;
      // Labels softened at random.
      await critic.trainOnBatch(x, tf.concat([tf.randomUniform([32, 1], 0.8, 1.1), tf.zeros([32, 1])]));
      critic.trainable = false;
      await both.trainOnBatch(drawn, tf.ones([32, 1]));
    }
  },
];

async function main(): Promise<void> {
  for (const kind of kinds) await kind();
}
void main();
