// Networks of many kinds that are built and trained as they should be, each several times: the rules find nothing in them.
// Arguments: how often, and the name of one kind where not all are wanted.
import * as tf from '@tensorflow/tfjs';

const rounds = Number(process.argv[2] ?? 1);
const only = process.argv[3];
const { layers } = tf;
type Layers = tf.layers.Layer[];
type Symbolic = tf.SymbolicTensor;

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const draw = (count: number, f: (i: number) => number[]): number[][] => Array.from({ length: count }, (_, i) => f(i));

/** Images of a bright bar in one of three places, noise over them: [count, 12, 12, 1] and one-hot classes. */
function bars(count: number): { x: tf.Tensor4D; y: tf.Tensor2D } {
  const values = draw(count, i =>
    Array.from({ length: 144 }, (_, at) => (Math.floor(at / 12 / 4) === i % 3 ? 0.8 : 0) + 0.15 * normal()),
  );
  return {
    x: tf.tensor2d(values).reshape([count, 12, 12, 1]) as tf.Tensor4D,
    y: tf
      .oneHot(
        tf.tensor1d(
          draw(count, i => [i % 3]).map(v => v[0]!),
          'int32',
        ),
        3,
      )
      .toFloat() as tf.Tensor2D,
  };
}
/** Two clouds in eight dimensions: [count, 8] and [count, 1] of 0 and 1. */
function clouds(count: number): { x: tf.Tensor2D; y: tf.Tensor2D } {
  const x = draw(count, i => Array.from({ length: 8 }, (_, at) => normal() + (at % 2 === i % 2 ? 1 : 0)));
  return { x: tf.tensor2d(x), y: tf.tensor2d(draw(count, i => [i % 2])) };
}
/** A smooth function of four numbers: [count, 4] and [count, 1]. */
function smooth(count: number): { x: tf.Tensor2D; y: tf.Tensor2D } {
  const x = draw(count, () => Array.from({ length: 4 }, normal));
  return { x: tf.tensor2d(x), y: tf.tensor2d(x.map(v => [Math.sin(v[0]!) + 0.5 * v[1]! * v[2]! - 0.3 * v[3]!])) };
}
const sequence = (list: Layers, name: string): tf.Sequential => tf.sequential({ layers: list, name });
const dense = (units: number, activation: string, more: object = {}) =>
  layers.dense({ units, activation: activation as 'relu', ...more });
const image = { inputShape: [12, 12, 1] };
const settings = { epochs: 4, batchSize: 16, verbose: 0 } as const;

async function classify(model: tf.LayersModel, data: { x: tf.Tensor; y: tf.Tensor }, rate = 0.005): Promise<void> {
  const isOne = data.y.shape[1] === 1;
  model.compile({ optimizer: tf.train.adam(rate), loss: isOne ? 'binaryCrossentropy' : 'categoricalCrossentropy' });
  await model.fit(data.x, data.y, settings);
}
async function regress(model: tf.LayersModel, data: { x: tf.Tensor; y: tf.Tensor }, optimizer: tf.Optimizer) {
  model.compile({ optimizer, loss: 'meanSquaredError' });
  await model.fit(data.x, data.y, settings);
}
const conv = (filters: number, more: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu', ...more } as never);

const kinds: Record<string, (name: string) => Promise<void>> = {
  async convolutional(name) {
    const body = [conv(6, image), layers.maxPooling2d({ poolSize: 2 }), conv(8), layers.flatten()];
    await classify(sequence([...body, dense(24, 'relu'), dense(3, 'softmax')], name), bars(96));
  },
  async normalized(name) {
    const block = (filters: number, more: object = {}): Layers => [
      layers.conv2d({ filters, kernelSize: 3, useBias: false, ...more }),
      layers.batchNormalization(),
      layers.reLU(),
    ];
    const list = [...block(6, image), ...block(8), ...block(8), layers.globalAveragePooling2d({})] as Layers;
    await classify(sequence([...list, dense(3, 'softmax')], name), bars(96), 0.01);
  },
  async separable(name) {
    const depthwise = layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', ...image });
    const list = [
      ...[depthwise, layers.batchNormalization(), layers.reLU()],
      ...[layers.conv2d({ filters: 8, kernelSize: 1 }), layers.batchNormalization(), layers.reLU()],
      ...[layers.separableConv2d({ filters: 8, kernelSize: 3, activation: 'relu' }), layers.flatten()],
    ] as Layers;
    await classify(sequence([...list, dense(3, 'softmax')], name), bars(96));
  },
  async binary(name) {
    await classify(sequence([dense(16, 'relu', { inputShape: [8] }), dense(8, 'relu'), dense(1, 'sigmoid')], name), clouds(128), 0.02); // prettier-ignore
  },
  async droppedOut(name) {
    const list = [dense(32, 'relu', { inputShape: [8] }), layers.dropout({ rate: 0.4 }), dense(16, 'relu')];
    await classify(sequence([...list, layers.dropout({ rate: 0.4 }), dense(1, 'sigmoid')], name), clouds(128));
  },
  async hyperbolic(name) {
    await regress(sequence([dense(16, 'tanh', { inputShape: [4] }), dense(16, 'tanh'), dense(1, 'linear')], name), smooth(128), tf.train.sgd(0.05)); // prettier-ignore
  },
  async sigmoids(name) {
    await regress(sequence([dense(12, 'sigmoid', { inputShape: [4] }), dense(12, 'sigmoid'), dense(1, 'linear')], name), smooth(128), tf.train.adam(0.02)); // prettier-ignore
  },
  async selfNormalizing(name) {
    const selu = (more: object = {}) => dense(16, 'selu', { kernelInitializer: 'leCunNormal', ...more });
    await regress(sequence([selu({ inputShape: [4] }), selu(), selu(), selu(), dense(1, 'linear')], name), smooth(128), tf.train.adam(0.005)); // prettier-ignore
  },
  async straightLine(name) {
    const x = tf.tensor2d(draw(64, () => [10 * Math.random()]));
    await regress(sequence([dense(1, 'linear', { inputShape: [1] })], name), { x, y: x.mul(2).add(1) }, tf.train.sgd(0.01)); // prettier-ignore
  },
  async deep(name) {
    const he = (more: object = {}) => dense(24, 'relu', { kernelInitializer: 'heNormal', ...more });
    const list = [he({ inputShape: [8] }), ...Array.from({ length: 8 }, () => he())];
    await classify(sequence([...list, dense(1, 'sigmoid')], name), clouds(128), 0.002);
  },
  async leaky(name) {
    const list = [dense(16, 'linear', { inputShape: [8] }), layers.leakyReLU(), dense(16, 'linear'), layers.prelu()];
    await classify(sequence([...list, dense(8, 'elu'), dense(1, 'sigmoid')] as Layers, name), clouds(128));
  },
  async beginsAtZero(name) {
    const last = dense(3, 'softmax', { kernelInitializer: 'zeros' });
    await classify(sequence([conv(6, image), layers.flatten(), dense(16, 'relu'), last], name), bars(96));
  },
  async autoencoder(name) {
    const list = [dense(16, 'relu', { inputShape: [8] }), dense(3, 'linear'), dense(16, 'relu'), dense(8, 'linear')];
    const { x } = clouds(128);
    await regress(sequence(list, name), { x, y: x }, tf.train.adam(0.01));
  },
  async residual(name) {
    const input = tf.input({ shape: [8] });
    let at = dense(16, 'relu').apply(input) as Symbolic;
    for (let i = 0; i < 3; i++) {
      const branch = dense(16, 'linear', { kernelInitializer: 'zeros' }).apply(dense(16, 'relu').apply(at)) as Symbolic;
      at = layers.add().apply([at, branch]) as Symbolic;
    }
    const output = dense(1, 'sigmoid').apply(at) as Symbolic;
    await classify(tf.model({ inputs: input, outputs: output, name }), clouds(128));
  },
  async attention(name) {
    const input = tf.input({ shape: [6, 8] });
    const [query, key, value] = [0, 1, 2].map(() => dense(8, 'linear').apply(input) as Symbolic);
    const scores = layers.softmax({ axis: -1 }).apply(layers.dot({ axes: 2 }).apply([query!, key!])) as Symbolic;
    const mixed = layers.dot({ axes: [2, 1] }).apply([scores, value!]) as Symbolic;
    const flat = layers.flatten().apply(dense(8, 'relu').apply(mixed)) as Symbolic;
    const { x, y } = clouds(96);
    const noise = tf.randomNormal([96, 6, 8], 0, 0.3);
    const tokens = x.reshape([96, 1, 8]).tile([1, 6, 1]).add(noise);
    await classify(tf.model({ inputs: input, outputs: dense(1, 'sigmoid').apply(flat) as Symbolic, name }), { x: tokens, y }); // prettier-ignore
  },
  async gated(name) {
    const input = tf.input({ shape: [8] });
    const features = dense(16, 'relu').apply(input) as Symbolic;
    const gate = dense(16, 'sigmoid').apply(dense(4, 'relu').apply(features)) as Symbolic;
    const gated = layers.multiply().apply([features, gate]) as Symbolic;
    await classify(tf.model({ inputs: input, outputs: dense(1, 'sigmoid').apply(gated) as Symbolic, name }), clouds(128)); // prettier-ignore
  },
  async recurrent(name) {
    const x = tf.tensor2d(draw(64, i => Array.from({ length: 5 }, () => (i % 2 ? 0 : 10) + Math.floor(Math.random() * 12))), [64, 5], 'int32'); // prettier-ignore
    const y = tf.tensor2d(draw(64, i => [i % 2]));
    const list = [layers.embedding({ inputDim: 24, outputDim: 6, inputLength: 5 }), layers.lstm({ units: 8 })];
    await classify(sequence([...list, dense(1, 'sigmoid')] as Layers, name), { x, y }, 0.01);
    const two = [layers.gru({ units: 6, returnSequences: true, inputShape: [5, 1] }), layers.simpleRNN({ units: 6 })];
    await classify(sequence([...two, dense(1, 'sigmoid')], `${name} twice`), { x: x.toFloat().div(12).sub(1).expandDims(2), y }, 0.01); // prettier-ignore
  },
  async transposed(name) {
    const list = [
      conv(6, { ...image, strides: 2 }),
      layers.conv2dTranspose({ filters: 6, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
      layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same' }),
    ];
    const { x } = bars(48);
    await regress(sequence(list, name), { x, y: x }, tf.train.adam(0.01));
  },
  async transfer(name) {
    const base = sequence([conv(6, image), layers.maxPooling2d({ poolSize: 2 }), conv(6), layers.flatten()], `${name} base`); // prettier-ignore
    await classify(sequence([base as never, dense(3, 'softmax')], `${name} before`), bars(96));
    base.trainable = false;
    const head = [base as never, dense(16, 'relu'), dense(3, 'softmax')] as Layers;
    await classify(sequence(head, name), bars(96));
  },
  async twoOutputs(name) {
    const input = tf.input({ shape: [8] });
    const shared = dense(16, 'relu').apply(input) as Symbolic;
    const outputs = [dense(1, 'sigmoid').apply(shared), dense(1, 'linear').apply(shared)] as Symbolic[];
    const model = tf.model({ inputs: input, outputs, name });
    const { x, y } = clouds(128);
    model.compile({ optimizer: tf.train.adam(0.005), loss: ['binaryCrossentropy', 'meanSquaredError'] });
    await model.fit(x, [y, x.sum(1, true)], settings);
  },
  async loop(name) {
    const model = sequence([dense(12, 'tanh', { inputShape: [8] }), dense(12, 'relu'), dense(1, 'linear')], name);
    const optimizer = tf.train.adam(0.01);
    for (let step = 0; step < 120; step++)
      tf.tidy(() => {
        const { x, y } = clouds(32);
        optimizer.minimize(() => tf.losses.sigmoidCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor));
      });
  },
  async adversaries(name) {
    const generator = sequence([dense(12, 'relu', { inputShape: [4] }), dense(8, 'linear')], `${name} generator`);
    const critic = sequence([dense(12, 'relu', { inputShape: [8] }), dense(1, 'linear')], `${name} critic`);
    const optimizers = [tf.train.adam(0.002), tf.train.adam(0.002)];
    const variables = [critic, generator].map(m => m.trainableWeights.map(w => w.read() as tf.Variable));
    const judge = (x: tf.Tensor, truth: number) => {
      const said = critic.apply(x, { training: true }) as tf.Tensor;
      return tf.losses.sigmoidCrossEntropy(tf.fill(said.shape, truth), said) as tf.Scalar;
    };
    for (let step = 0; step < 110; step++)
      tf.tidy(() => {
        const made = () => generator.apply(tf.randomNormal([24, 4]), { training: true }) as tf.Tensor;
        optimizers[0]!.minimize(() => judge(clouds(24).x, 1).add(judge(made(), 0)) as tf.Scalar, false, variables[0]);
        optimizers[1]!.minimize(() => judge(made(), 1), false, variables[1]);
      });
  },
};

async function main(): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const [kind, train] of Object.entries(kinds)) {
      if (only && kind !== only) continue;
      tf.engine().startScope();
      await train(`${kind} ${round}`);
      tf.engine().endScope();
    }
}
void main();
