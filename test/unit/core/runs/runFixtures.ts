import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { CheckpointContent, TensorData } from '../../../../extension/core/runs/checkpointContent';
import { summarize } from '../../../../extension/core/stats/summarize';
import type {
  EpochRecord,
  FitInfo,
  LayerSnapshot,
  RunManifest,
  Snapshot,
  StepRecord,
} from '../../../../extension/protocol/run';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';

/** A new folder, removed by `remove`. */
export function temporaryFolder(): { folder: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-core-'));
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

export function layerInfo(name: string, change: Partial<LayerInfo> = {}): LayerInfo {
  return {
    name,
    className: 'Dense',
    outputShape: [null, 4],
    parameters: 12,
    trainable: 12,
    arithmetic: '4·2 + 4 = 12',
    weights: [
      { name: 'kernel', shape: [2, 4], dtype: 'float32', trainable: true },
      { name: 'bias', shape: [4], dtype: 'float32', trainable: true },
    ],
    activation: 'relu',
    config: {},
    multiplyAdds: null,
    inbound: [],
    calls: 1,
    depth: 0,
    parent: null,
    site: { file: 'train.ts', line: 3, column: 10 },
    via: [],
    ...change,
  };
}

export function modelInfo(name: string, layers: LayerInfo[] = [layerInfo('dense')]): ModelInfo {
  return {
    name,
    className: 'Sequential',
    parameters: 12,
    trainable: 12,
    layers,
    inputs: [],
    outputs: [],
    loss: 'meanSquaredError',
    optimizer: 'Adam',
    learningRate: null,
    compileSite: null,
    optimizerSite: null,
    site: null,
  };
}

export function fitInfo(index: number, model: string, firstStep = 0): FitInfo {
  return {
    index,
    model,
    kind: 'fit',
    site: null,
    epochs: 10,
    initialEpoch: 0,
    stepsPerEpoch: 5,
    batchSize: 32,
    samples: 160,
    firstStep,
    startedAt: 1_700_000_000_000,
  };
}

export function manifest(change: Partial<RunManifest> = {}): RunManifest {
  return {
    schemaVersion: 1,
    id: 1,
    program: 'train.ts',
    folder: '../../..',
    arguments: [],
    seed: 1,
    sourceHash: 'abc',
    mode: 'train',
    startedAt: 1_700_000_000_000,
    endedAt: null,
    status: 'running',
    process: { pid: process.pid, host: os.hostname() },
    backend: null,
    models: [modelInfo('net')],
    fits: [fitInfo(0, 'net')],
    epochs: [],
    data: [],
    findings: [],
    notices: [],
    error: null,
    resumedFrom: null,
    ...change,
  };
}

export function epoch(number: number, step: number, valLoss: number, fit = 0): EpochRecord {
  return {
    fit,
    epoch: number,
    step,
    seconds: 1.5,
    metrics: { loss: valLoss / 2, val_loss: valLoss },
    learningRate: 0.001,
  };
}

export function step(number: number, loss: number | null = 1 / number, fit = 0): StepRecord {
  return { fit, step: number, epoch: number / 5, loss, learningRate: 0.001 };
}

/** Numbers that look like weights: the same for the same seed. */
export function weights(count: number, seed: number, spread = 0.1): Float32Array {
  let state = seed * 2_654_435_761;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return Float32Array.from(
    { length: count },
    () => spread * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

export function layerSnapshot(name: string, seed: number, count = 5000): LayerSnapshot {
  return {
    name,
    weights: { kernel: summarize(weights(count, seed)), bias: summarize(new Float32Array(4)) },
    weightGradients: { kernel: summarize(weights(count, seed + 1, 1e-3)) },
    preActivations: [summarize(weights(count, seed + 2, 2)), summarize(weights(count, seed + 3, 3))],
    activations: [summarize(weights(count, seed + 4, 1).map(x => Math.max(0, x)))],
    activationGradients: [summarize(weights(count, seed + 5, 1e-4))],
    updates: {},
    units: null,
  };
}

export function snapshot(stepNumber: number, change: Partial<Snapshot> = {}): Snapshot {
  return {
    fit: 0,
    model: 'net',
    step: stepNumber,
    epoch: stepNumber / 5,
    probed: 32,
    note: null,
    layers: [layerSnapshot('dense', stepNumber + 1)],
    ...change,
  };
}

export function tensor(name: string, values: Float32Array | Int32Array, shape = [values.length]): TensorData {
  return {
    name,
    dtype: values instanceof Float32Array ? 'float32' : 'int32',
    shape,
    data: new Uint8Array(values.slice().buffer),
  };
}

export function checkpoint(stepNumber: number, change: Partial<CheckpointContent> = {}): CheckpointContent {
  return {
    fit: 0,
    step: stepNumber,
    epoch: stepNumber / 5,
    batch: 0,
    reason: 'epoch',
    time: 1_700_000_000_000 + stepNumber,
    metrics: { loss: 1 / (stepNumber + 1) },
    models: [
      {
        name: 'net',
        topology: { class_name: 'Sequential', config: { name: 'net', layers: [] } },
        trainingConfig: null,
        weights: [
          tensor('dense/kernel', weights(8, stepNumber + 1), [2, 4]),
          tensor('dense/bias', new Float32Array(4)),
        ],
      },
    ],
    variables: [],
    optimizers: [],
    random: { seed: 7, state: [1, 2, 3, 4] },
    shuffle: null,
    ...change,
  };
}
