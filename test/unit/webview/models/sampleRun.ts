import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import type { Finding } from '../../../../extension/protocol/finding';
import type { EpochRecord, FitInfo, StepRecord } from '../../../../extension/protocol/run';
import { emptyRunState, type RunState } from '../../../../extension/protocol/runState';

export const fit = (patch: Partial<FitInfo> = {}): FitInfo => ({
  index: 0,
  model: 'm',
  kind: 'fit',
  site: null,
  epochs: 12,
  initialEpoch: 0,
  stepsPerEpoch: 10,
  batchSize: 32,
  samples: 320,
  firstStep: 0,
  startedAt: 0,
  ...patch,
});
export const step = (n: number, patch: Partial<StepRecord> = {}): StepRecord => ({
  fit: 0,
  step: n,
  epoch: n / 10,
  loss: 1 / n,
  learningRate: 0.001,
  ...patch,
});
export const epoch = (n: number, metrics: EpochRecord['metrics'], patch: Partial<EpochRecord> = {}): EpochRecord => ({
  fit: 0,
  epoch: n,
  step: n * 10,
  seconds: 2,
  metrics,
  learningRate: 0.001,
  ...patch,
});
export const run = (patch: Partial<RunState> = {}): RunState => ({
  ...emptyRunState(1, 'train.ts'),
  status: 'running',
  fits: [fit()],
  ...patch,
});
export const layer = (name: string, patch: Partial<LayerInfo> = {}): LayerInfo => ({
  name,
  className: 'Dense',
  outputShape: [null, 4],
  parameters: 20,
  trainable: 20,
  arithmetic: '4·4 + 4 = 20',
  weights: [{ name: 'kernel', shape: [4, 4], dtype: 'float32', trainable: true }],
  activation: 'relu',
  config: {},
  multiplyAdds: null,
  inbound: [],
  calls: 1,
  depth: 0,
  parent: null,
  site: { file: 'src/train.ts', line: 3, column: 5 },
  via: [],
  ...patch,
});
export const model = (patch: Partial<ModelInfo> = {}): ModelInfo => ({
  name: 'm',
  className: 'Sequential',
  parameters: 20,
  trainable: 20,
  layers: [layer('dense')],
  inputs: [],
  outputs: [{ name: 'dense', shape: [null, 10] }],
  loss: 'categoricalCrossentropy',
  optimizer: 'Adam',
  learningRate: null,
  compileSite: null,
  optimizerSite: null,
  site: null,
  ...patch,
});
export const finding = (patch: Partial<Finding> = {}): Finding => ({
  rule: 'r',
  severity: 'warning',
  fit: 0,
  model: 'm',
  layer: 'dense',
  step: 0,
  label: 'dead',
  message: 'never fires',
  evidence: {},
  meaning: '',
  advice: '',
  related: [],
  remedies: [],
  site: null,
  ...patch,
});
