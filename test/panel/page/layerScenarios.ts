// Runs that put the Layers view to the test.
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import type { Finding } from '../../../extension/protocol/finding';
import type { ModelInfo } from '../../../extension/protocol/model';
import type { LayerSnapshot, Snapshot } from '../../../extension/protocol/run';
import type { RunState } from '../../../extension/protocol/runState';
import { plainModel, resnetModel, vgg16, vggDigits } from './layerModels';
import { digitsModel, layerOf } from './modelsOf';
import { findingOf, runOf } from './runOf';
import { scenario, type Scenario } from './scenarios';

const all = (value: number, count = 2000) => summarizeInJavaScript(new Float32Array(count).fill(value));
const eachLayer = (change: (layer: LayerSnapshot) => LayerSnapshot) => (snapshot: Snapshot) => ({
  ...snapshot,
  layers: snapshot.layers.map(change),
});
const everywhere = (value: number) =>
  eachLayer(layer => {
    const named = (record: LayerSnapshot['weights']) =>
      Object.fromEntries(Object.keys(record).map(name => [name, all(value)]));
    return {
      ...layer,
      weights: named(layer.weights),
      weightGradients: named(layer.weightGradients),
      preActivations: layer.preActivations.map(() => all(value)),
      activations: layer.activations.map(() => all(value)),
      activationGradients: layer.activationGradients.map(() => all(value)),
    };
  });

/** Before training, from one batch. */
const inspected = (model: ModelInfo, patch: Partial<RunState> = {}): RunState => {
  const run = runOf({ model, epochs: 1, done: 0, stepsPerEpoch: 10 });
  return {
    ...run,
    mode: 'inspect',
    status: 'completed',
    endedAt: Date.now(),
    steps: [],
    epochs: [],
    checkpoints: [],
    fits: run.fits.map(f => ({ ...f, batchSize: 32 })),
    ...patch,
  };
};
const digitsRun = (done: number, patch: Partial<RunState> = {}, model = digitsModel()): RunState => ({
  ...runOf({ model, epochs: 12, done, stepsPerEpoch: 430 }),
  ...patch,
});
const initialized = (model: ModelInfo, config: ModelInfo['layers'][number]['config']): ModelInfo => ({
  ...model,
  layers: model.layers.map(l => (l.parameters ? { ...l, config } : l)),
});
/** A network of which the run compared with has one layer more, one less, one wider, and one under another name. */
const otherNetwork = (): ModelInfo => {
  const model = digitsModel();
  const sketch = (name: string, units: number, into: number) =>
    layerOf(
      { name, className: 'Dense', shape: [units], kernel: [into, units], activation: 'relu', line: 23 },
      'train.ts',
    );
  return {
    ...model,
    layers: model.layers.flatMap(l =>
      l.name === 'conv2'
        ? [{ ...l, name: 'features' }]
        : l.name === 'dense1'
          ? [sketch('dense1', 64, 3136), sketch('extra', 64, 64)]
          : [l],
    ),
  };
};

const advised: Partial<Finding> = {
  meaning: 'Each layer multiplies the size of the signal, so the first loss is in the thousands.',
  advice: 'Use heNormal, which keeps the spread before ReLU.',
  evidence: { varianceRatio: 180.4, from: 0.904, to: 12.1 },
  related: [{ site: { file: 'train.ts', line: 11, column: 13 }, message: 'conv1, the layer before' }],
  remedies: [
    {
      label: 'Use heNormal on conv1, conv2, dense1',
      edits: [
        {
          kind: 'setArgument',
          site: { file: 'train.ts', line: 17, column: 13 },
          name: 'kernelInitializer',
          value: 'heNormal',
        },
      ],
    },
  ],
};

export const layerScenarios: Record<string, () => Scenario> = {
  /** The pair of the design's picture: the run before exploded. */
  against: () =>
    scenario(
      digitsRun(9.33, {
        findings: [
          findingOf({
            layer: 'conv2',
            label: '17 % never fire',
            rule: 'dead-units',
            message: '11 of 64 filters of conv2 are zero on all 32 examples since epoch 5.',
          }),
        ],
      }),
      {
        other: {
          run: digitsRun(
            12,
            { id: 14, status: 'completed' },
            initialized(digitsModel(), {
              kernelInitializer: 'randomNormal',
              kernelInitializerMean: 0,
              kernelInitializerStddev: 1,
            }),
          ),
          growth: 18,
        },
      },
    ),
  unmatched: () =>
    scenario(digitsRun(9.33), { other: { run: digitsRun(12, { id: 14 }, otherNetwork()), growth: 1.2 } }),
  advised: () => scenario(digitsRun(3.1, { findings: [findingOf(advised)] }), { growth: 18 }),
  inspect: () => scenario(inspected(digitsModel())),
  vgg16: () => scenario(inspected(vgg16()), { program: 'vgg16.ts' }),
  vggDigits: () => scenario(inspected(vggDigits()), { program: 'vgg.ts' }),
  resnet: () =>
    scenario(
      inspected(resnetModel(), {
        findings: [
          findingOf({
            ...advised,
            model: 'resnet',
            layer: 'stage3/b4/conv2',
            label: 'variance ×1,098',
            site: { file: 'resnet.ts', line: 38, column: 3 },
            remedies: [{ ...advised.remedies![0]!, label: 'Insert batchNormalization after conv2' }],
          }),
          findingOf({
            model: 'resnet',
            layer: 'stage4/b2/conv1',
            rule: 'dead-units',
            label: 'fires on 1.0 %',
            site: { file: 'resnet.ts', line: 31, column: 3 },
          }),
          findingOf({
            model: 'resnet',
            layer: 'fc',
            label: 'logits spread 7.1',
            site: { file: 'resnet.ts', line: 57, column: 3 },
          }),
        ],
      }),
      {
        program: 'resnet.ts',
        growth: 1,
        change: eachLayer(l =>
          l.name === 'stage3/b4/conv2' ? { ...l, preActivations: [spread(35)], activations: [spread(35, true)] } : l,
        ),
      },
    ),
  nanEverywhere: () => scenario(digitsRun(3), { change: everywhere(NaN) }),
  constant: () => scenario(digitsRun(3), { change: everywhere(-10.5) }),
  zeros: () => scenario(digitsRun(3), { change: everywhere(0) }),
  /** 10,000 units. */
  wide: () => scenario(digitsRun(2, {}, plainModel(3, 10_000))),
  plain300: () => scenario(digitsRun(2, {}, plainModel(300, 64)), { sampleCount: 400 }),
  noActivations: () =>
    scenario(digitsRun(2), {
      change: s => ({
        ...s,
        probed: 0,
        note: 'No activations: the model was called with a string tensor.',
        layers: s.layers.map(l => ({ ...l, preActivations: [], activations: [], activationGradients: [] })),
      }),
    }),
  /** One layer that is called 100 times. */
  shared: () => {
    const model = digitsModel();
    const layers = model.layers.map(l => (l.name === 'dense1' ? { ...l, calls: 100 } : l));
    return scenario(digitsRun(2, {}, { ...model, layers }), {
      change: eachLayer(l =>
        l.name === 'dense1'
          ? {
              ...l,
              preActivations: Array.from({ length: 100 }, (_, i) => spread(1 + i / 50)),
              activations: Array.from({ length: 100 }, () => all(1, 100)),
            }
          : l,
      ),
    });
  },
  longNames: () => {
    const name = `${'encoder_block_with_a_name_that_never_ends_'.repeat(5)}<b>x</b>`;
    const model = digitsModel();
    const layers = model.layers.map(l => (l.name === 'conv2' ? { ...l, name } : l));
    return scenario(digitsRun(2, { findings: [findingOf({ ...advised, layer: name })] }, { ...model, layers }));
  },
  /** Epochs 4 to 6 have no histograms. */
  gaps: () => {
    const run = digitsRun(12, { status: 'completed' });
    return scenario({ ...run, snapshots: run.snapshots.filter(s => s.epoch! < 4 || s.epoch! > 6) });
  },
  frozen: () => {
    const model = digitsModel();
    const layers = model.layers.map(l => (l.name.startsWith('conv') ? { ...l, trainable: 0 } : l));
    const trainable = layers.reduce((n, l) => n + l.trainable, 0);
    return scenario(digitsRun(2, {}, { ...model, layers, trainable }));
  },
  overConfident: () => scenario({ ...digitsRun(1.2), steps: [], epochs: [] }, { growth: 1, change: outputs(400, 1) }),
  uniform: () => {
    const run = digitsRun(2);
    return scenario(
      { ...run, epochs: run.epochs.map(e => ({ ...e, metrics: { ...e.metrics, loss: 2.3026 } })) },
      { growth: 1, change: outputs(0.001, 0) },
    );
  },
  /** What the bench scrolls. */
  sixty: () =>
    scenario(
      {
        ...runOf({ model: plainModel(60, 64), epochs: 200, done: 200, stepsPerEpoch: 20 }),
        status: 'completed',
        findings: [findingOf({ model: 'plain', layer: 'dense_Dense30' })],
      },
      { growth: 1.02, sampleCount: 900 },
    ),
};

function spread(std: number, isAfterRelu = false) {
  const values = Float32Array.from({ length: 4000 }, (_, i) => {
    const u = (i + 0.5) / 4000;
    const value = std * Math.log(u / (1 - u)) * 0.55;
    return isAfterRelu ? Math.max(0, value) : value;
  });
  return summarizeInJavaScript(values);
}

/** Logits of that spread, and what softmax makes of them: all in one class, or each class alike. */
function outputs(std: number, sureness: number) {
  const probabilities = Float32Array.from({ length: 3200 }, (_, i) =>
    sureness ? (i % 10 === 0 ? 1 : 0) : 0.1 + 1e-4 * Math.sin(i),
  );
  return eachLayer(l =>
    l.name === 'dense2'
      ? { ...l, preActivations: [spread(std)], activations: [summarizeInJavaScript(probabilities)] }
      : l,
  );
}
