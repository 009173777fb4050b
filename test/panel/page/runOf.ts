import type { ModelInfo } from '../../../extension/protocol/model';
import type { Finding } from '../../../extension/protocol/finding';
import type { CheckpointRecord, EpochRecord, FitInfo, StepRecord } from '../../../extension/protocol/run';
import { emptyRunState, thinSteps, type RunState } from '../../../extension/protocol/runState';
import { normal, randomOf } from './random';

export interface RunOptions {
  id?: number;
  model: ModelInfo;
  epochs: number;
  /** Epochs that are done, as a fraction: 9.3 is inside the tenth. */
  done: number;
  stepsPerEpoch: number;
  hasValidation?: boolean;
  hasAccuracy?: boolean;
  startedAt?: number;
}
const trainLoss = (epoch: number): number => 0.012 + 2.3 * Math.exp(-epoch * 1.9) + 0.28 * Math.exp(-epoch * 0.42);
const validLoss = (epoch: number): number =>
  trainLoss(epoch * 1.15) * 0.7 + 0.03 + 0.0022 * Math.max(0, epoch - 6) ** 1.4;

/** Training as it goes: falls fast, then slowly; validation turns at epoch 7. */
export function runOf(options: RunOptions): RunState {
  const { model, epochs, done, stepsPerEpoch, hasValidation = true, hasAccuracy = true } = options;
  const startedAt = options.startedAt ?? Date.now() - 100_000;
  const random = randomOf(3);
  const fit: FitInfo = {
    index: 0,
    model: model.name,
    kind: 'fit',
    site: { file: 'train.ts', line: 41, column: 9 },
    epochs,
    initialEpoch: 0,
    stepsPerEpoch,
    batchSize: 128,
    samples: stepsPerEpoch * 128,
    firstStep: 0,
    startedAt,
  };
  const last = Math.round(done * stepsPerEpoch);
  const every = Math.max(1, Math.floor(last / 6000));
  const steps: StepRecord[] = [];
  for (let step = 1; step <= last; step++) {
    if (step % every && step !== last) continue;
    const epoch = step / stepsPerEpoch;
    steps.push({
      fit: 0,
      step,
      epoch,
      loss: trainLoss(epoch) * Math.exp(normal(random) * 0.26),
      learningRate: epoch < 6 ? 1e-3 : 3e-4,
    });
  }
  const records: EpochRecord[] = [];
  for (let epoch = 1; epoch <= Math.floor(done); epoch++)
    records.push({
      fit: 0,
      epoch,
      step: epoch * stepsPerEpoch,
      seconds: 9.4 + (epoch % 4) * 0.1,
      metrics: {
        loss: trainLoss(epoch - 0.3),
        ...(hasAccuracy && { acc: 1 - trainLoss(epoch) * 0.31 }),
        ...(hasValidation && { val_loss: validLoss(epoch) }),
        ...(hasValidation && hasAccuracy && { val_acc: 1 - validLoss(epoch) * 0.3 }),
      },
      learningRate: epoch <= 6 ? 1e-3 : 3e-4,
    });
  return {
    ...emptyRunState(options.id ?? 15, 'train.ts'),
    path: '/work/digits/.layerglass/runs/15',
    startedAt,
    status: 'running',
    backend: {
      name: 'native',
      version: '2.15.1',
      tfjsVersion: '4.22.0',
      threads: 2,
      reason: 'tfjs-node of the program',
      advice: '',
    },
    models: [model],
    fits: [fit],
    steps: thinSteps(steps),
    epochs: records,
    snapshots: [0, ...records.map(r => r.epoch)].map(epoch => ({
      fit: 0,
      model: model.name,
      step: epoch * stepsPerEpoch,
      epoch,
    })),
    checkpoints: checkpointsOf(model, records, startedAt),
  };
}

function checkpointsOf(model: ModelInfo, records: EpochRecord[], startedAt: number): CheckpointRecord[] {
  const random = randomOf(11);
  return [{ epoch: 0, step: 0, metrics: {} as EpochRecord['metrics'] }, ...records].map(({ epoch, step, metrics }) => ({
    fit: 0,
    step,
    epoch,
    path: `checkpoints/step-${step}`,
    reason: epoch === 0 ? ('start' as const) : ('epoch' as const),
    time: startedAt + epoch * 9600,
    sizeBytes: model.parameters * (epoch ? 12 : 4),
    parameters: model.parameters,
    metrics,
    changes:
      epoch === 0
        ? {}
        : Object.fromEntries(
            model.layers.flatMap(l =>
              l.weights.map(w => [
                `${model.name}/${l.name}/${w.name}`,
                (w.name === 'bias' ? 0.6 : 0.25) * (0.6 + random() * 0.8) * Math.exp(-epoch * 0.1),
              ]),
            ),
          ),
    pinned: false,
    // As retention leaves them: the first and the last twenty of a long run.
    dropped: [3, 5].includes(epoch) || (records.length > 100 && epoch > 0 && epoch < records.length - 20),
  }));
}

export const findingOf = (patch: Partial<Finding>): Finding => ({
  rule: 'poor-initialization',
  severity: 'warning',
  fit: 0,
  model: 'sequential_1',
  layer: 'conv2',
  step: 0,
  label: 'variance ×180',
  message: 'The variance of the pre-activations grows 180-fold from conv1 to conv2, 0.904 to 12.1. Use heNormal.',
  meaning: '',
  advice: '',
  related: [],
  remedies: [],
  evidence: { from: 0.904, to: 12.1 },
  site: { file: 'train.ts', line: 17, column: 13 },
  ...patch,
});
