// One of four networks, trained on random data: `networks.ts <convnet|mlp|lstm|vgg> <examples> <epochs>`. Prints its own cost at the end.
import * as tf from '@tensorflow/tfjs-node';
import v8 from 'node:v8';

// What Layerglass sets when a training begins. Set here, so that the unwatched training has it too: without it that one takes 7 %
// longer than the watched one, because V8 collects its tensors among old objects.
v8.setFlagsFromString('--no-allocation-site-pretenuring');

const [kind = 'convnet', examples = '256', epochs = '1'] = process.argv.slice(2);
const { conv2d, dense, flatten, lstm, maxPooling2d } = tf.layers;
const relu = { activation: 'relu', kernelInitializer: 'heNormal' } as const;
const classes = () => dense({ units: 10, activation: 'softmax' });
const pool = () => maxPooling2d({ poolSize: 2 });
const same = (filters: number) => conv2d({ ...relu, filters, kernelSize: 3, padding: 'same' });

const networks: Record<string, () => tf.layers.Layer[]> = {
  convnet: () => [
    conv2d({ ...relu, inputShape: [32, 32, 1], filters: 8, kernelSize: 3 }),
    pool(),
    conv2d({ ...relu, filters: 16, kernelSize: 3 }),
    pool(),
    flatten(),
    classes(),
  ],
  mlp: () => [dense({ ...relu, inputShape: [784], units: 512 }), dense({ ...relu, units: 512 }), classes()],
  lstm: () => [lstm({ units: 64, inputShape: [20, 16] }), classes()],
  vgg: () => [
    conv2d({ ...relu, inputShape: [32, 32, 3], filters: 32, kernelSize: 3, padding: 'same' }),
    same(32),
    pool(),
    same(64),
    same(64),
    pool(),
    flatten(),
    dense({ ...relu, units: 128 }),
    classes(),
  ],
};

const start = { cpu: process.cpuUsage(), at: performance.now() };
const stepMs: number[] = [];
let stepBegan = 0;
process.on('exit', () => {
  const { user, system } = process.cpuUsage(start.cpu);
  const cost = {
    cpuMs: (user + system) / 1000,
    systemMs: system / 1000,
    wallMs: performance.now() - start.at,
    /** Median of a step, the first quarter left out: code is compiled in it. */
    stepMs: stepMs.slice(stepMs.length >> 2).sort((a, b) => a - b)[(stepMs.length * 3) >> 3],
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
  console.log(`cost ${JSON.stringify(cost)}`);
});

const build = networks[kind];
if (!build) throw new Error(`no network is called ${kind}`);
const model = tf.sequential({ layers: build() });
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
const shape = model.inputs[0]!.shape.slice(1) as number[];
const xs = tf.randomNormal([Number(examples), ...shape]);
const ys = tf.floor(tf.randomUniform([Number(examples), 1], 0, 10));
void model.fit(xs, ys, {
  epochs: Number(epochs),
  batchSize: 32,
  verbose: 0,
  callbacks: {
    onBatchBegin: async () => {
      stepBegan = performance.now();
    },
    onBatchEnd: async () => {
      stepMs.push(performance.now() - stepBegan);
    },
  },
});
