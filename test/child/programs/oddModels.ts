// Models that are hard to look into; the first argument says which one. Each trains for two steps.
import * as tf from '@tensorflow/tfjs';

type Tensors = tf.Tensor | tf.Tensor[];
const one = (x: Tensors): tf.Tensor => (Array.isArray(x) ? x[0]! : x);
const dense = (units: number, name: string, activation?: 'relu') => tf.layers.dense({ units, name, activation });

class Own extends tf.layers.Layer {
  static className = 'Own';
  constructor(
    name: string,
    private readonly f: (x: tf.Tensor) => Tensors,
    private readonly shape: (shape: tf.Shape) => tf.Shape | tf.Shape[] = s => s,
  ) {
    super({ name });
  }
  override computeOutputShape(shape: tf.Shape): tf.Shape | tf.Shape[] {
    return this.shape(shape);
  }
  override call(x: Tensors, _kwargs?: unknown): Tensors {
    return tf.tidy(() => this.f(one(x)));
  }
}

/** input → before → own → after */
function around(own: Own, inputShape: number[] = [4]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const found = own.apply(dense(4, 'before', 'relu').apply(input)) as tf.SymbolicTensor | tf.SymbolicTensor[];
  const next = Array.isArray(found) ? found[0]! : found;
  return tf.model({ name: 'odd', inputs: input, outputs: dense(1, 'after').apply(next) as tf.SymbolicTensor });
}
async function fit(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor, batchSize = 8): Promise<void> {
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  const { history } = await model.fit(x, y, { epochs: 2, batchSize, verbose: 0, shuffle: false });
  console.log(JSON.stringify(history.loss));
}

let counted = 0;
const cases: Record<string, () => Promise<void>> = {
  async controlFlow() {
    const own = new Own('loop', x => {
      let y = x;
      for (let i = 0; i < 20 && y.abs().sum().dataSync()[0]! > 1; i++) y = y.mul(0.5);
      return y;
    });
    await fit(around(own), tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async counting() {
    const own = new Own('counting', x => x);
    own.call = x => {
      counted++;
      return one(x).mul(2);
    };
    await fit(around(own), tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
    console.log(counted);
  },
  async list() {
    const own = new Own('pair', x => [x.mul(2), x.mul(3)], s => [s, s]); // prettier-ignore
    await fit(around(own), tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async complex() {
    // a complex layer between real ones: differentiated by none
    const input = tf.input({ shape: [4] });
    const spectrum = new Own('spectrum', x => tf.spectral.fft(tf.complex(x, x.mul(0)))).apply(input);
    const size = new Own('size', x => tf.abs(x)).apply(spectrum);
    const model = tf.model({ name: 'odd', inputs: input, outputs: dense(1, 'after').apply(size) as tf.SymbolicTensor });
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async integers() {
    const input = tf.input({ shape: [4] });
    const found = new Own('rounded', x => x.mul(10).toInt()).apply(input);
    const floats = new Own('floats', x => x.toFloat()).apply(found);
    const model = tf.model({
      name: 'odd',
      inputs: input,
      outputs: dense(1, 'after').apply(floats) as tf.SymbolicTensor,
    });
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async text() {
    const input = tf.input({ shape: [1], dtype: 'string' as never });
    const length = new Own('length', x => tf.tensor2d((x.dataSync() as unknown as string[]).map(s => [s.length])));
    const output = dense(1, 'after').apply(length.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ name: 'odd', inputs: input, outputs: output });
    const optimizer = tf.train.sgd(0.01);
    for (let i = 0; i < 2; i++) {
      const loss = () => (model.apply(tf.tensor2d(['a', 'bcd', 'ef', 'g'], [4, 1])) as tf.Tensor).square().mean();
      tf.tidy(() => console.log(optimizer.minimize(loss as () => tf.Scalar, true)!.dataSync()[0]));
    }
  },
  async noExamples() {
    const model = tf.sequential({
      name: 'odd',
      layers: [tf.layers.dense({ units: 1, name: 'after', inputShape: [4] })],
    });
    const optimizer = tf.train.sgd(0.01);
    const loss = () => (model.apply(tf.zeros([0, 4])) as tf.Tensor).sum();
    tf.tidy(() => console.log(optimizer.minimize(loss as () => tf.Scalar, true)!.dataSync()[0]));
  },
  async empty() {
    const own = new Own('empty', x => x.slice([0, 0], [-1, 0]), s => [s[0]!, 0]); // prettier-ignore
    const input = tf.input({ shape: [4] });
    const none = own.apply(dense(4, 'before').apply(input)) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate().apply([none, input]) as tf.SymbolicTensor;
    const model = tf.model({
      name: 'odd',
      inputs: input,
      outputs: dense(1, 'after').apply(joined) as tf.SymbolicTensor,
    });
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async often() {
    const shared = dense(4, 'shared', 'relu');
    const input = tf.input({ shape: [4] });
    let x = input;
    for (let i = 0; i < 100; i++) x = shared.apply(x) as tf.SymbolicTensor;
    const model = tf.model({ name: 'odd', inputs: input, outputs: dense(1, 'after').apply(x) as tf.SymbolicTensor });
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async wide() {
    const model = tf.sequential({ name: 'odd', layers: [tf.layers.dense({ units: 10_000, name: 'wide', activation: 'relu', inputShape: [4] }), dense(1, 'after')] }); // prettier-ignore
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async huge() {
    const layers = [tf.layers.dense({ units: 16, name: 'wide', batchInputShape: [40_000, 4], activation: 'relu' }), dense(1, 'after')]; // prettier-ignore
    await fit(tf.sequential({ name: 'odd', layers }), tf.ones([40_000, 4]), tf.ones([40_000, 1]), 40_000);
  },
  async throwing() {
    // asks for the class of its own activation, and knows one
    const layer = dense(4, 'picky', 'relu');
    const { activation } = layer as unknown as { activation: object };
    const call = layer.call.bind(layer);
    layer.call = (x: Tensors, kwargs: Parameters<typeof call>[1]) => {
      if ((layer as unknown as { activation: object }).activation !== activation) throw new Error('unknown activation');
      return call(x, kwargs);
    };
    const model = tf.sequential({ name: 'odd', layers: [tf.layers.dense({ units: 4, name: 'before', inputShape: [4] }), layer, dense(1, 'after')] }); // prettier-ignore
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async predictingThrows() {
    const own = new Own('training', x => x);
    own.call = (x: Tensors, kwargs: unknown) => {
      if (!(kwargs as { training?: boolean }).training) throw new Error('made for training alone');
      return one(x);
    };
    await fit(around(own), tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async nan() {
    const kernelInitializer = tf.initializers.constant({ value: NaN });
    const model = tf.sequential({ name: 'odd', layers: [tf.layers.dense({ units: 3, name: 'bad', inputShape: [4], kernelInitializer }), dense(1, 'after')] }); // prettier-ignore
    await fit(model, tf.randomNormal([8, 4]), tf.randomNormal([8, 1]));
  },
  async constant() {
    const [kernelInitializer, biasInitializer] = [tf.initializers.zeros(), tf.initializers.constant({ value: -10.5 })];
    const model = tf.sequential({ name: 'odd', layers: [tf.layers.dense({ units: 3, name: 'flat', inputShape: [4], kernelInitializer, biasInitializer }), dense(1, 'after')] }); // prettier-ignore
    await fit(model, tf.ones([8, 4]), tf.randomNormal([8, 1]));
  },
  async rivals() {
    const generator = tf.sequential({ name: 'generator', layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const critic = tf.sequential({ name: 'critic', layers: [tf.layers.dense({ units: 1, inputShape: [2], activation: 'sigmoid' })] }); // prettier-ignore
    const [a, b] = [tf.train.adam(0.01), tf.train.sgd(0.02)];
    const losses: number[] = [];
    for (let i = 0; i < 3; i++)
      for (const [optimizer, model] of [
        [a, critic],
        [b, generator],
      ] as const)
        // prettier-ignore
        tf.tidy(() => {
          const weights = model.trainableWeights.map(w => w.read() as tf.Variable);
          const made = () => critic.apply(generator.apply(tf.randomNormal([6, 3]))) as tf.Tensor;
          losses.push(optimizer.minimize(() => made().mean() as tf.Scalar, true, weights)!.dataSync()[0]!);
        });
    console.log(JSON.stringify(losses));
  },
};

async function main(): Promise<void> {
  await cases[process.argv[2]!]!();
  console.log(JSON.stringify({ tensors: tf.memory().numTensors, random: Math.random() }));
}
void main();
