// Small trainings, one of which an argument names; each prints a checksum of what it has learned.
import * as tf from '@tensorflow/tfjs';

const [name = 'plain', detail = ''] = process.argv.slice(2);

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  adam: () => tf.train.adam(0.01),
  adagrad: () => tf.train.adagrad(0.05),
  adadelta: () => tf.train.adadelta(0.5),
  adamax: () => tf.train.adamax(0.01),
};

function network(optimizer: tf.Optimizer, units = 5): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units, activation: 'relu', inputShape: [3] }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.dropout({ rate: 0.3 }));
  model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

const data = (examples = 22): { x: tf.Tensor2D; y: tf.Tensor2D } => {
  const x = tf.randomNormal([examples, 3]) as tf.Tensor2D;
  const y = tf.tidy(() => tf.oneHot(tf.greater(tf.sum(x, 1), 0).toInt(), 2).toFloat() as tf.Tensor2D);
  return { x, y };
};

/** All weights, as numbers that print exactly. */
function print(label: string, models: tf.LayersModel[], more: unknown = null): void {
  const weights = models.flatMap(model => model.getWeights().map(w => Array.from(w.dataSync())));
  console.log(JSON.stringify({ label, weights, more }));
}

const fitOptions = { batchSize: 4, epochs: 4, validationSplit: 0.2, verbose: 0 } as const;

async function eachOptimizer(): Promise<void> {
  const { x, y } = data();
  for (const [optimizerName, make] of Object.entries(optimizers)) {
    const model = network(make());
    const { history } = await model.fit(x, y, fitOptions);
    print(optimizerName, [model], history);
    // each fit's checkpoints are to be on the disk
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

async function callbacks(): Promise<void> {
  const { x, y } = data();
  const model = network(tf.train.sgd(0.1));
  let count = 0;
  const heard: unknown[] = [];
  class Follower extends tf.Callback {
    best = Infinity;
    override async onEpochEnd(epoch: number, logs?: tf.Logs): Promise<void> {
      const loss = logs!.loss as unknown as number | tf.Scalar;
      this.best = Math.min(this.best, typeof loss === 'number' ? loss : (await loss.data())[0]!);
      heard.push(['follower', epoch, this.best]);
    }
  }
  const schedule = new tf.CustomCallback({
    onEpochBegin: () => {
      count++;
      (model.optimizer as unknown as { setLearningRate(rate: number): void }).setLearningRate(0.1 / count);
    },
    onBatchEnd: (batch, logs) => void heard.push(['batch', batch, logs!.size, logs!.loss]),
    onEpochEnd: (epoch, logs) => void heard.push(['epoch', epoch, logs]),
  });
  const stop = tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 2 });
  const { history } = await model.fit(x, y, {
    ...fitOptions,
    epochs: 8,
    callbacks: [schedule, stop, new Follower()] as tf.CustomCallback[],
  });
  print('callbacks', [model], { history, count, heard, wait: (stop as unknown as { wait: number }).wait });
}

async function datasets(): Promise<void> {
  const model = network(tf.train.adam(0.02));
  const drawn = tf.data.generator(function* () {
    for (let i = 0; i < (detail === 'whole' ? 12 : 400); i++) {
      const xs = [Math.random(), Math.random() - 0.5, Math.random()];
      yield { xs: tf.tensor1d(xs), ys: tf.tensor1d(xs[0]! > 0.5 ? [0, 1] : [1, 0]) };
    }
  } as unknown as () => Iterator<tf.TensorContainer>);
  const shuffled = drawn.shuffle(5, detail === 'seeded' ? 'a seed' : undefined).batch(4);
  const validation = data(8);
  const { history } = await model.fitDataset(shuffled as tf.data.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }>, {
    epochs: 4,
    ...(detail === 'whole' ? {} : { batchesPerEpoch: 3 }),
    validationData: tf.data.zip({ xs: tf.data.array([validation.x]), ys: tf.data.array([validation.y]) }) as never,
    verbose: 0,
  });
  print('datasets', [model], history);
}

async function twoFits(): Promise<void> {
  const { x, y } = data();
  const first = network(tf.train.momentum(0.05, 0.9));
  const { history } = await first.fit(x, y, { ...fitOptions, epochs: 2 });
  const second = network(tf.train.adam(0.01), Math.random() < 2 ? 6 : 5);
  // what the second one learns from depends on what the first one has learned, and on random numbers
  const noisy = tf.tidy(() => x.add(tf.randomNormal([22, 3])).add((first.predict(x) as tf.Tensor2D).max(1, true)));
  const then = await second.fit(noisy as tf.Tensor2D, y, { ...fitOptions, epochs: 3 });
  print('twoFits', [first, second], [history, then.history]);
}

async function loop(): Promise<void> {
  const { x, y } = data(40);
  const model = network(tf.train.sgd(0.1));
  const optimizer = optimizers[detail || 'adam']!();
  let last = NaN;
  for (let i = 0; i < 30; i++) {
    const at = Math.floor(Math.random() * 36);
    const loss = tf.tidy(() =>
      optimizer
        .minimize(() => {
          const out = model.apply(x.slice(at, 4), { training: true }) as tf.Tensor;
          return tf.losses.softmaxCrossEntropy(y.slice(at, 4), out) as tf.Scalar;
        }, true)!
        .dataSync(),
    );
    last = loss[0]!;
  }
  print('loop', [model], last);
}

async function batches(): Promise<void> {
  const { x, y } = data(40);
  const model = network(tf.train.rmsprop(0.01));
  for (let i = 0; i < 20; i++) {
    const at = Math.floor(Math.random() * 36);
    await model.trainOnBatch(x.slice(at, 4), y.slice(at, 4));
  }
  print('batches', [model]);
}

/** A network, its data and how it is trained, all drawn. */
async function drawn(): Promise<void> {
  const upTo = (limit: number): number => 1 + Math.floor(Math.random() * limit);
  const model = tf.sequential();
  const activations = ['relu', 'tanh', 'sigmoid', 'elu'] as const;
  for (let i = upTo(3); i >= 0; i--) {
    const units = 1 + upTo(6);
    model.add(tf.layers.dense({ units, activation: activations[upTo(4) - 1], inputShape: [3] }));
    if (Math.random() < 0.5) model.add(tf.layers.dropout({ rate: Math.random() / 2 }));
    if (Math.random() < 0.5) model.add(tf.layers.batchNormalization());
  }
  model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
  const make = Object.values(optimizers)[upTo(7) - 1]!;
  model.compile({ optimizer: make(), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const { x, y } = data(10 + upTo(20));
  const shape = { batchSize: 1 + upTo(6), epochs: 2 + upTo(2), validationSplit: Math.random() / 2 };
  const { history } = await model.fit(x, y, { ...shape, shuffle: Math.random() < 0.8, verbose: 0 });
  print('drawn', [model], history);
}

const trainings: Record<string, () => Promise<void>> = {
  eachOptimizer,
  callbacks,
  datasets,
  twoFits,
  loop,
  batches,
  drawn,
};
await trainings[name]!();
