import * as v from 'valibot';
import { dataFactsSchema } from './dataFacts';
import { findingSchema } from './finding';
import { initializerComparisonSchema } from './initializers';
import { modelInfoSchema, siteSchema } from './model';
import { figure, summarySchema } from './summary';

export const runStatuses = ['starting', 'running', 'paused', 'completed', 'stopped', 'failed', 'interrupted'] as const;
export type RunStatus = (typeof runStatuses)[number];
/** True once nothing more will come from the run. */
export const isEnded = (status: RunStatus): boolean =>
  ['completed', 'stopped', 'failed', 'interrupted'].includes(status);

export const backendNames = ['native', 'wasm', 'cpu', 'own'] as const;
export const backendInfoSchema = v.object({
  /** `own`: the program's own packages, unaccelerated, because their major version is not ours. */
  name: v.picklist(backendNames),
  /** Version of TensorFlow for native (2.15.1), of TensorFlow.js otherwise. */
  version: v.string(),
  /** Version of TensorFlow.js that runs. */
  tfjsVersion: v.string(),
  threads: v.number(),
  reason: v.string(),
  /** What a person can do to get a better one; empty when it is the best. */
  advice: v.string(),
});
export type BackendInfo = v.InferOutput<typeof backendInfoSchema>;

/** Metric names are the program's own: loss, acc, val_loss, … null where the value is not finite. */
export const metricsSchema = v.record(v.string(), figure);
export type Metrics = v.InferOutput<typeof metricsSchema>;

/** One call of fit, fitDataset, or a custom loop. */
export const fitInfoSchema = v.object({
  index: v.number(),
  model: v.string(),
  kind: v.picklist(['fit', 'fitDataset', 'trainOnBatch', 'custom']),
  site: v.nullable(siteSchema),
  /** Planned; null where it is not known. */
  epochs: v.nullable(v.number()),
  initialEpoch: v.number(),
  stepsPerEpoch: v.nullable(v.number()),
  batchSize: v.nullable(v.number()),
  samples: v.nullable(v.number()),
  /** `step` of the run when it began. */
  firstStep: v.number(),
  /** Milliseconds since 1970. */
  startedAt: v.number(),
});
export type FitInfo = v.InferOutput<typeof fitInfoSchema>;

/** One optimizer update. `step` counts them over the whole run, from 1. */
export const stepRecordSchema = v.object({
  fit: v.number(),
  step: v.number(),
  /** Epochs done so far, as a fraction: 0.5 is the middle of the first. null in a custom loop. */
  epoch: v.nullable(v.number()),
  loss: figure,
  learningRate: figure,
});
export type StepRecord = v.InferOutput<typeof stepRecordSchema>;

export const epochRecordSchema = v.object({
  fit: v.number(),
  /** From 1; 0 is before training. */
  epoch: v.number(),
  step: v.number(),
  seconds: v.number(),
  metrics: metricsSchema,
  learningRate: figure,
});
export type EpochRecord = v.InferOutput<typeof epochRecordSchema>;

export const unitCountsSchema = v.object({
  count: v.number(),
  /** Returned the same value, zero, for every example and place. */
  dead: v.number(),
  /** At a bound of tanh, sigmoid and their like for nearly every example and place. */
  saturated: v.number(),
});
export type UnitCounts = v.InferOutput<typeof unitCountsSchema>;

/** Summaries in an event have no buckets; those are in the run folder. */
const summaries = v.record(v.string(), summarySchema);
export const layerSnapshotSchema = v.object({
  name: v.string(),
  /** By the weight's name in the layer: kernel, bias, … */
  weights: summaries,
  weightGradients: summaries,
  /** Lists: one entry for each call of a shared layer. Empty where the layer has no activation of its own. */
  preActivations: v.array(summarySchema),
  activations: v.array(summarySchema),
  activationGradients: v.array(summarySchema),
  /**
   * Norm of the update that led to this step over the norm of the weight before it (null where that was 0), by the weight's
   * name. Empty before the first step, where nobody knew that the step would be looked at (a loop's end), and beyond 64 M weights.
   */
  updates: v.record(v.string(), figure),
  /** The layer's units (the last axis of what it returns), counted over the probe batch; null where they cannot be told. */
  units: v.nullable(unitCountsSchema),
});
export type LayerSnapshot = v.InferOutput<typeof layerSnapshotSchema>;
export const emptyLayerSnapshot = (name: string): LayerSnapshot => ({
  name,
  weights: {},
  weightGradients: {},
  preActivations: [],
  activations: [],
  activationGradients: [],
  updates: {},
  units: null,
});

export const snapshotSchema = v.object({
  fit: v.number(),
  model: v.string(),
  step: v.number(),
  epoch: v.nullable(v.number()),
  /** Examples in the probe batch; 0 where there was no batch, with the reason in `note`. */
  probed: v.number(),
  note: v.nullable(v.string()),
  layers: v.array(layerSnapshotSchema),
});
export type Snapshot = v.InferOutput<typeof snapshotSchema>;
/** A snapshot as it stands in a list: without its layers. */
export type SnapshotRef = Pick<Snapshot, 'fit' | 'model' | 'step' | 'epoch'>;

export const checkpointReasons = ['start', 'epoch', 'steps', 'minutes', 'best', 'end', 'stop', 'nan'] as const;
export const checkpointRecordSchema = v.object({
  fit: v.number(),
  step: v.number(),
  epoch: v.nullable(v.number()),
  /** Relative to the run folder, with `/`. */
  path: v.string(),
  reason: v.picklist(checkpointReasons),
  /** Milliseconds since 1970. */
  time: v.number(),
  sizeBytes: v.number(),
  parameters: v.number(),
  metrics: metricsSchema,
  /** Norm of the difference to the checkpoint before over that one's norm, for each tensor: `model/layer/kernel`. */
  changes: v.record(v.string(), figure),
  pinned: v.boolean(),
  /** Dropped by retention, or deleted: listed so that what is missing is stated. */
  dropped: v.boolean(),
  /** Batches done in the epoch that was under way; absent or 0 at an epoch's end. */
  batch: v.optional(v.number()),
  /** Where the learning rate stood, and class names of the optimizers whose state is in it. */
  learningRate: v.optional(figure),
  optimizers: v.optional(v.array(v.string())),
  /** What a person calls it. */
  name: v.optional(v.string()),
  /** A person deleted it: it lies in the run's trash, from where it can come back until that is emptied. */
  isTrashed: v.optional(v.boolean()),
  /** When, in milliseconds since 1970. */
  trashedAt: v.optional(v.number()),
  /** A weight in it is NaN or infinite. */
  hasNotFinite: v.optional(v.boolean()),
});
export type CheckpointRecord = v.InferOutput<typeof checkpointRecordSchema>;

/** Something the person should know that is not a failure: the log, the run bar and the JSON show it. */
export const noticeSchema = v.object({ code: v.string(), message: v.string() });
export type Notice = v.InferOutput<typeof noticeSchema>;

export const runErrorSchema = v.object({
  code: v.string(),
  message: v.string(),
  /** What to do about it, one sentence; empty where there is nothing to say. */
  remedy: v.string(),
  /** Where, in the original source. */
  site: v.nullable(siteSchema),
  /** Mapped to the original source, the person's own frames first. */
  stack: v.array(v.object({ function: v.string(), file: v.string(), line: v.number(), column: v.number() })),
});
export type RunError = v.InferOutput<typeof runErrorSchema>;

/** The checkpoint that a run goes on from. */
export const resumedFromSchema = v.object({
  /** Run folder, relative to the new one's, with `/`. */
  run: v.string(),
  step: v.number(),
  /** The checkpoint, relative to that folder. */
  path: v.optional(v.string()),
});

/** run.json: written when the run starts and again whenever something in it changes. */
export const runManifestSchema = v.object({
  schemaVersion: v.literal(1),
  id: v.number(),
  /** Relative to `folder`, with `/`. */
  program: v.string(),
  /** The program's folder, relative to the run folder: where it runs and what sites are relative to. */
  folder: v.string(),
  arguments: v.array(v.string()),
  seed: v.number(),
  /** SHA-256 of the bundled source, without paths. */
  sourceHash: v.string(),
  mode: v.picklist(['train', 'inspect']),
  startedAt: v.number(),
  endedAt: v.nullable(v.number()),
  status: v.picklist(runStatuses),
  /** The process that writes, so that a reader can tell a live run from an interrupted one. */
  process: v.object({
    pid: v.number(),
    host: v.string(),
    /** Differs when the number was given to another process since; absent where the system does not tell. */
    start: v.optional(v.string()),
  }),
  backend: v.nullable(backendInfoSchema),
  models: v.array(modelInfoSchema),
  fits: v.array(fitInfoSchema),
  epochs: v.array(epochRecordSchema),
  data: v.array(dataFactsSchema),
  findings: v.array(findingSchema),
  /** One that cannot be read does not spoil the run. */
  initializers: v.optional(v.fallback(v.array(initializerComparisonSchema), [])),
  notices: v.array(noticeSchema),
  error: v.nullable(runErrorSchema),
  resumedFrom: v.nullable(resumedFromSchema),
  /** Epochs that the person asked for instead of the program's own; null or absent: none. */
  epochsAsked: v.optional(v.nullable(v.number())),
  /** Proof that this machine recorded program, folder, arguments and source: absent or wrong, a person is asked before they run. */
  signature: v.optional(v.string()),
});
export type RunManifest = v.InferOutput<typeof runManifestSchema>;
