import type { ModelInfo } from '../../../extension/protocol/model';
import type { FitInfo, Snapshot, StepRecord } from '../../../extension/protocol/run';
import type { InitializerComparison } from '../../../extension/protocol/initializers';
import type { RunListItem } from '../../../extension/protocol/panel';
import { emptyRunState, type RunState } from '../../../extension/protocol/runState';
import { checkpointScenarios } from './checkpointScenarios';
import { comparisonOf } from './comparisonOf';
import { layerScenarios } from './layerScenarios';
import { loggedSeries } from './loggedImagesOf';
import { deepModel, denseModel, digitsModel, variablesModel } from './modelsOf';
import { normal, randomOf } from './random';
import { findingOf, runOf } from './runOf';

/** What the host tells the page when it is ready, and how the histograms of the run are made. */
export interface Scenario {
  program: string;
  isTrusted: boolean;
  isStale: boolean;
  run: RunState | null;
  runs: RunListItem[];
  growth: number;
  sampleCount: number;
  /** The run `run14`, to be compared with. */
  other?: { run: RunState; growth: number };
  /** What is unusual in a snapshot. */
  change?(snapshot: Snapshot, model: ModelInfo): Snapshot;
}

const others = (now: number): RunListItem[] => [
  {
    key: 'run14',
    id: 14,
    status: 'completed',
    startedAt: now - 1_000_000,
    program: 'train.ts',
    best: { metric: 'val_loss', value: 318 },
  },
  {
    key: 'run13',
    id: 13,
    status: 'stopped',
    startedAt: now - 2_000_000,
    program: 'train.ts',
    best: { metric: 'val_loss', value: 2.3026 },
  },
  { key: 'run12', id: 12, status: 'failed', startedAt: now - 90_000_000, program: 'train.ts', best: null },
];

export function scenario(run: RunState | null, patch: Partial<Scenario> = {}): Scenario {
  const now = Date.now();
  const own: RunListItem[] = run
    ? [{ key: 'run15', id: run.id, status: run.status, startedAt: run.startedAt, program: 'train.ts', best: null }]
    : [];
  return {
    program: 'train.ts',
    isTrusted: true,
    isStale: false,
    run,
    runs: [...own, ...others(now)],
    growth: 1.25,
    sampleCount: 2000,
    ...patch,
  };
}
const digits = (done: number, patch: Partial<RunState> = {}): RunState => ({
  ...runOf({ model: digitsModel(), epochs: 12, done, stepsPerEpoch: 430 }),
  ...patch,
});

/** A loop that trains two models in turns and knows no epochs. */
function ganRun(): RunState {
  const models: ModelInfo[] = [denseModel('generator', [64, 128, 784]), denseModel('discriminator', [784, 128, 1])];
  const random = randomOf(5);
  const fits: FitInfo[] = models.map((m, index) => ({
    index,
    model: m.name,
    kind: 'custom',
    site: { file: 'gan.js', line: 40 + index, column: 3 },
    epochs: null,
    initialEpoch: 0,
    stepsPerEpoch: null,
    batchSize: null,
    samples: null,
    firstStep: index,
    startedAt: Date.now() - 60_000,
  }));
  const steps: StepRecord[] = Array.from({ length: 2400 }, (_, i) => ({
    fit: i % 2,
    step: i + 1,
    epoch: null,
    loss: (i % 2 ? 0.5 + 0.2 * Math.exp(-i / 900) : 0.9 + 1.4 * Math.exp(-i / 500)) * Math.exp(normal(random) * 0.12),
    learningRate: 2e-4,
  }));
  return {
    ...emptyRunState(15, 'gan.js'),
    path: '/work/gan/.layerglass/runs/15',
    status: 'running',
    models,
    fits,
    steps,
    snapshots: models
      .flatMap((m, fit) => [0, 600, 1200, 1800, 2400].map(step => ({ fit, model: m.name, step, epoch: null })))
      .filter(s => s.step === 0 || true),
    backend: {
      name: 'wasm',
      version: '4.22.0',
      tfjsVersion: '4.22.0',
      threads: 2,
      reason: 'tfjs-node could not load (Node 24, no addon)',
      advice: 'Run Layerglass: Install Native TensorFlow.',
    },
  };
}

function twoFits(): RunState {
  const first = digits(4);
  const moved = runOf({ model: digitsModel(), epochs: 6, done: 3.4, stepsPerEpoch: 430 });
  const shift = 4 * 430;
  return {
    ...first,
    fits: [
      { ...first.fits[0]!, epochs: 4 },
      { ...moved.fits[0]!, index: 1, firstStep: shift },
    ],
    steps: [...first.steps, ...moved.steps.map(s => ({ ...s, fit: 1, step: s.step + shift, loss: s.loss! * 0.3 }))],
    epochs: [...first.epochs, ...moved.epochs.map(e => ({ ...e, fit: 1, step: e.step + shift }))],
    snapshots: [...first.snapshots, ...moved.snapshots.slice(1).map(s => ({ ...s, fit: 1, step: s.step + shift }))],
  };
}

/** An inspection that compared initializers, on the network of the mock. */
function compared(patch: (comparison: InitializerComparison) => InitializerComparison = c => c): Scenario {
  const names = ['conv1', 'conv2', 'dense1', 'dense2'];
  const comparison = comparisonOf({ names, units: [196, 256, 256, 128, 10], written: 'randomNormal(0, 1)', stddev: 1 });
  const run: RunState = {
    ...digits(0),
    mode: 'inspect',
    status: 'completed',
    endedAt: Date.now(),
    steps: [],
    epochs: [],
    initializers: [patch(comparison)],
  };
  return scenario(run);
}

export const scenarios: Record<string, () => Scenario> = {
  ...layerScenarios,
  ...checkpointScenarios,
  initializers: () => compared(),
  /** Two of six candidates are there. */
  comparing: () => {
    const made = compared(c => ({ ...c, runs: c.runs.slice(0, 2), verdict: null }));
    return { ...made, run: { ...made.run!, status: 'running', endedAt: null } };
  },
  /** A deep network, of which a few layers were loaded. */
  deepInitializers: () => {
    const names = Array.from({ length: 54 }, (_, i) => `block${Math.floor(i / 6) + 1}_conv${(i % 6) + 1}`);
    const deep = comparisonOf({
      names,
      units: [64, ...names.map(() => 48)],
      written: 'glorotUniform',
      stddev: Math.sqrt(1 / 48),
    });
    const layers = deep.layers.map((l, i) => (i < 3 ? { ...l, kept: 'weights loaded or set by the program' } : l));
    return compared(() => ({ ...deep, layers }));
  },
  /** A log directory with images. */
  loggedImages: () =>
    scenario(
      digits(9, {
        status: 'completed',
        log: { name: 'logs', unit: 'epoch', writtenAt: Date.now() - 60_000, images: loggedSeries },
      }),
    ),
  digits: () =>
    scenario(
      digits(9.33, {
        findings: [
          findingOf({
            layer: 'conv2',
            label: '17 % never fire',
            message: '11 of 64 filters of conv2 are zero on all 32 examples since epoch 5.',
            rule: 'dead-units',
          }),
        ],
      }),
    ),
  exploding: () =>
    scenario(
      digits(3.1, {
        findings: [
          findingOf({}),
          findingOf({
            layer: 'dense1',
            label: 'variance ×3,072',
            message: 'The variance of the pre-activations grows 3,072-fold from conv2 to dense1. Use heNormal.',
            site: { file: 'train.ts', line: 23, column: 13 },
          }),
          findingOf({
            severity: 'error',
            layer: 'dense2',
            label: 'variance ×70',
            message: 'The spread grows 6,200-fold from the first layer to the last, 0.904 to 5,630. Use heNormal.',
            site: { file: 'train.ts', line: 27, column: 13 },
          }),
        ],
      }),
      { growth: 18 },
    ),
  completed: () => scenario(digits(12, { status: 'completed', endedAt: Date.now() })),
  firstEpoch: () => scenario(digits(0.5)),
  starting: () => scenario({ ...emptyRunState(15, 'train.ts'), stage: 'Loading TensorFlow' }),
  failed: () =>
    scenario(
      digits(2.4, {
        status: 'failed',
        endedAt: Date.now(),
        error: {
          code: 'program-threw',
          message:
            'Error: Based on the provided shape, [64,3136],\nthe tensor should have 200704 values but has 200640',
          remedy: 'Check the length of the last batch: it has 64 values too few.',
          site: { file: 'data/digits.ts', line: 48, column: 17 },
          stack: [
            { function: 'loadBatch', file: 'data/digits.ts', line: 48, column: 17 },
            { function: 'main', file: 'train.ts', line: 36, column: 9 },
          ],
        },
      }),
    ),
  gan: () => scenario(ganRun(), { program: 'gan.js' }),
  twoFits: () => scenario(twoFits()),
  lossOnly: () =>
    scenario(
      runOf({
        model: { ...digitsModel(), loss: 'meanSquaredError' },
        epochs: 20,
        done: 8.2,
        stepsPerEpoch: 100,
        hasValidation: false,
        hasAccuracy: false,
      }),
    ),
  variables: () => {
    const model = variablesModel();
    const run = runOf({ model, epochs: 1, done: 0.9, stepsPerEpoch: 500, hasValidation: false, hasAccuracy: false });
    return scenario({
      ...run,
      fits: [{ ...run.fits[0]!, kind: 'custom', epochs: null, stepsPerEpoch: null }],
      steps: run.steps.map(s => ({ ...s, epoch: null })),
      snapshots: [0, 200, 400].map(step => ({ fit: 0, model: model.name, step, epoch: null })),
    });
  },
  /** Names that would be markup if they were not text. */
  hostile: () => {
    const name = '<img src=x onerror="window.hacked=1">';
    const model = digitsModel();
    const layers = model.layers.map(l => (l.name === 'conv2' ? { ...l, name, className: name } : l));
    const run = runOf({ model: { ...model, layers }, epochs: 12, done: 4.5, stepsPerEpoch: 430 });
    return scenario(
      {
        ...run,
        status: 'failed',
        error: { code: 'x', message: name, remedy: name, site: null, stack: [] },
        findings: [findingOf({ layer: name, label: name, message: name })],
        notices: [{ code: 'n', message: name }],
      },
      { program: name },
    );
  },
  notTrained: () => scenario(null),
  untrusted: () => scenario(null, { isTrusted: false }),
  stale: () =>
    scenario(
      digits(12, {
        status: 'completed',
        backend: {
          name: 'wasm',
          version: '4.22.0',
          tfjsVersion: '4.22.0',
          threads: 2,
          reason: 'tfjs-node could not load (Node 24, no addon)',
          advice: 'Run Layerglass: Install Native TensorFlow.',
        },
      }),
      { isStale: true },
    ),
  interrupted: () => scenario(digits(5.2, { status: 'interrupted' })),
  foreign: () => scenario(digits(5.2, { isForeign: true })),
  nan: () => {
    const run = digits(2.2);
    return scenario({
      ...run,
      steps: run.steps.map(s => (s.step > 900 ? { ...s, loss: null } : s)),
      findings: [
        findingOf({
          rule: 'exploding-tensor',
          severity: 'error',
          step: 901,
          label: 'NaN at step 901',
          message: 'The loss is NaN from step 901 on; the first layer with NaN is conv2.',
        }),
      ],
    });
  },
  deep: () =>
    scenario(
      {
        ...runOf({ model: deepModel(18), epochs: 30, done: 12.4, stepsPerEpoch: 200 }),
        findings: [findingOf({ model: 'resnet', layer: 'block7_conv2', label: 'variance ×1,098' })],
      },
      { program: 'resnet.ts', growth: 1.02 },
    ),
  huge: () =>
    scenario(runOf({ model: deepModel(20), epochs: 1000, done: 999.5, stepsPerEpoch: 40 }), {
      program: 'resnet.ts',
      growth: 1.01,
      sampleCount: 400,
    }),
};
