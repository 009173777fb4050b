// Host (or command line) <-> the child that runs a program. Both ends import this file; what arrives is checked with its schemas.
import * as v from 'valibot';
import { dataFactsSchema } from './dataFacts';
import { findingSchema, ruleSettingsSchema } from './finding';
import { experimentSchema, initializerComparisonSchema } from './initializers';
import { modelInfoSchema } from './model';
import {
  backendInfoSchema,
  backendNames,
  checkpointRecordSchema,
  epochRecordSchema,
  fitInfoSchema,
  noticeSchema,
  runErrorSchema,
  runStatuses,
  snapshotSchema,
  stepRecordSchema,
} from './run';

/** What a child is started with, as JSON in the environment variable `LAYERGLASS_LAUNCH`. */
export const launchVariable = 'LAYERGLASS_LAUNCH';
export const launchSpecSchema = v.object({
  protocolVersion: v.number(),
  /** train: run to the end. inspect: stop at the first step, with the snapshot before it. */
  mode: v.picklist(['train', 'inspect']),
  /** `off`: same bundle, same backend, nothing watched and nothing written: to measure what watching costs. */
  watch: v.boolean(),
  /** Absolute: the person's source file. */
  program: v.string(),
  /** Absolute: the working folder, what sites are relative to. */
  folder: v.string(),
  /** Absolute: the bundle that is run. */
  bundle: v.string(),
  arguments: v.array(v.string()),
  /** Absolute: made by the one who starts the child (a temporary one for an inspection); null only with watch off. */
  runFolder: v.nullable(v.string()),
  runId: v.number(),
  seed: v.number(),
  /** The person asked for this seed; else it was drawn. */
  isSeedGiven: v.boolean(),
  sourceHash: v.string(),
  backend: v.picklist(['auto', 'native', 'wasm', 'cpu']),
  /** Absolute: folder whose node_modules holds the native package that Layerglass installed; null where there is none. */
  nativeFolder: v.nullable(v.string()),
  /** The setting that names a TensorFlow.js package folder; null: the order of DESIGN. */
  tensorflowPath: v.nullable(v.string()),
  /** Overrides the program's own number of epochs. */
  epochs: v.nullable(v.number()),
  settings: v.object({
    /** A snapshot every N steps; 0: at each epoch only (custom loops: every 100). */
    snapshotEverySteps: v.number(),
    /** A checkpoint every N steps besides each epoch's; 0: none. */
    checkpointEverySteps: v.number(),
    /** A checkpoint every N minutes of training besides; 0: none. */
    checkpointEveryMinutes: v.number(),
    /** Name of a metric: an epoch that is the best by it so far has a checkpoint, however fast epochs follow each other. */
    checkpointBestBy: v.nullable(v.string()),
    /** A custom loop's snapshots and checkpoints are at most every T seconds. */
    customLoopMinSeconds: v.number(),
    maxCheckpoints: v.number(),
    maxCheckpointBytes: v.number(),
    /** Examples in the probe batch, at most. */
    probeBatch: v.number(),
    /** Training time over what snapshots may cost, and over what checkpoints may: 100 keeps each at 1 %. */
    snapshotThinning: v.number(),
    /** What the person has set for the rules of findings. */
    rules: ruleSettingsSchema,
  }),
  /** The checkpoint to go on from: an absolute run folder, and its path in there. */
  resume: v.nullable(
    v.object({
      runFolder: v.string(),
      step: v.number(),
      path: v.string(),
      /** What that run ran on. */
      backend: v.optional(v.object({ name: v.picklist(backendNames), version: v.string() })),
    }),
  ),
  /** For run.json: proof that this machine recorded the run. */
  signature: v.optional(v.string()),
  /** What an inspection does beyond looking. */
  experiment: v.optional(v.nullable(experimentSchema)),
});
export type LaunchSpec = v.InferOutput<typeof launchSpecSchema>;

/** Child to host. Sent in this order of `type` only where it matters: hello first, ended last. */
export const runnerEventSchema = v.variant('type', [
  v.object({ type: v.literal('hello'), protocolVersion: v.number(), pid: v.number(), node: v.string() }),
  v.object({ type: v.literal('stage'), stage: v.string() }),
  v.object({ type: v.literal('backend'), backend: backendInfoSchema }),
  v.object({ type: v.literal('status'), status: v.picklist(runStatuses) }),
  /** A model is new or has changed (built, compiled, weights added). Replaces the one of the same name. */
  v.object({ type: v.literal('model'), model: modelInfoSchema }),
  v.object({ type: v.literal('fit'), fit: fitInfoSchema }),
  /** At most 10 a second; holds every step since the last one, or a thinned set with the last one in it. */
  v.object({ type: v.literal('steps'), steps: v.array(stepRecordSchema) }),
  v.object({ type: v.literal('epoch'), epoch: epochRecordSchema }),
  /** Sent once it is in the run folder, without buckets: who draws a histogram reads them there. */
  v.object({ type: v.literal('snapshot'), snapshot: snapshotSchema }),
  /** Sent once it is complete in the run folder, and again when it was pinned or dropped. */
  v.object({ type: v.literal('checkpoint'), checkpoint: checkpointRecordSchema }),
  v.object({ type: v.literal('data'), data: dataFactsSchema }),
  v.object({ type: v.literal('finding'), finding: findingSchema }),
  /** Sent after each candidate, with all that came before. */
  v.object({ type: v.literal('initializers'), comparison: initializerComparisonSchema }),
  v.object({ type: v.literal('notice'), notice: noticeSchema }),
  v.object({ type: v.literal('failed'), error: runErrorSchema }),
  /** Nothing follows. A process that exits without it has failed, whatever its code. */
  v.object({ type: v.literal('ended'), status: v.picklist(runStatuses) }),
]);
export type RunnerEvent = v.InferOutput<typeof runnerEventSchema>;

/**
 * The pipe between host and child: a duplex one with this file descriptor in the child. Events go out and controls come in
 * as single lines of JSON. A worker thread of the child owns it, so that a program that computes without a pause is heard
 * and controlled too; the pipe's end tells the child that its parent is gone. The program itself sees an ordinary process,
 * without an IPC channel.
 */
export const channelFd = 3;
/** `path`: as its record has it. `name` null: none. */
export const checkpointChangeSchema = v.variant('do', [
  v.object({ do: v.literal('pin'), path: v.string(), pinned: v.boolean() }),
  v.object({ do: v.literal('rename'), path: v.string(), name: v.nullable(v.string()) }),
  v.object({ do: v.literal('trash'), path: v.string() }),
  v.object({ do: v.literal('untrash'), path: v.string() }),
]);
export type CheckpointChange = v.InferOutput<typeof checkpointChangeSchema>;
export const controlSchema = v.variant('type', [
  v.object({ type: v.literal('pause') }),
  v.object({ type: v.literal('resume') }),
  v.object({ type: v.literal('stop') }),
  /** A person changes a checkpoint of the run that is under way. */
  v.object({ type: v.literal('checkpoint'), change: checkpointChangeSchema }),
]);
export type Control = v.InferOutput<typeof controlSchema>;
