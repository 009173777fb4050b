import * as v from 'valibot';
import { checkpointRecordSchema } from '../../protocol/run';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where a tensor's bytes are in the file beside. */
export const tensorPlaceSchema = v.object({
  name: v.string(),
  dtype: v.picklist(['float32', 'int32', 'bool', 'complex64', 'string']),
  shape: v.array(size),
  at: size,
  bytes: size,
});
export type TensorPlace = v.InferOutput<typeof tensorPlaceSchema>;

const optimizerFieldSchema = v.variant('kind', [
  v.object({
    field: v.string(),
    kind: v.literal('value'),
    value: v.nullable(v.union([v.number(), v.boolean(), v.string()])),
    /** Given where JSON has no number for it. */
    special: v.optional(v.picklist(['NaN', 'Infinity', '-Infinity'])),
  }),
  v.object({ field: v.string(), kind: v.literal('tensor'), isVariable: v.boolean(), tensor: tensorPlaceSchema }),
  v.object({
    field: v.string(),
    kind: v.literal('variables'),
    variables: v.array(v.object({ originalName: v.string(), tensor: tensorPlaceSchema })),
  }),
]);

const randomSchema = v.object({
  seed: v.number(),
  state: v.array(v.number()),
  streams: v.optional(v.record(v.string(), v.array(v.number()))),
});

const resumeSchema = v.object({
  place: v.picklist(['epoch', 'batch', 'update', 'loop']),
  sums: v.nullable(
    v.object({
      examples: v.number(),
      totals: v.array(v.object({ name: v.string(), value: v.nullable(v.number()), isTensor: v.boolean() })),
    }),
  ),
  batchLogs: v.array(v.record(v.string(), v.nullable(v.number()))),
  pass: v.nullable(randomSchema),
  ended: v.array(v.object({ fit: v.number(), random: randomSchema })),
  dataHash: v.nullable(v.string()),
  sourceHash: v.string(),
});

/** checkpoint.json: all of a checkpoint that is not in its weights files, and what those must be. */
export const checkpointFileSchema = v.object({
  schemaVersion: v.literal(1),
  ...v.omit(checkpointRecordSchema, ['path', 'pinned', 'dropped', 'name', 'isTrashed', 'trashedAt']).entries,
  batch: v.number(),
  /** Each a folder that TensorFlow.js loads by itself. */
  models: v.array(v.object({ name: v.string(), folder: v.string() })),
  /** In variables.bin. */
  variables: v.array(tensorPlaceSchema),
  /** Their tensors are in optimizer.bin. */
  optimizers: v.array(
    v.object({
      model: v.nullable(v.string()),
      className: v.string(),
      config: v.record(v.string(), v.unknown()),
      fields: v.array(optimizerFieldSchema),
    }),
  ),
  random: randomSchema,
  /** How many int32 are in shuffle.bin; null where there is no such file. */
  shuffle: v.nullable(size),
  resume: v.optional(resumeSchema),
  /** By path in the checkpoint's folder, with `/`: all files but this one. */
  files: v.record(
    v.string(),
    v.object({
      bytes: size,
      crc32c: size,
      /** Checksums of all bytes up to the end of each tensor, in their order: they tell which one has changed. */
      ends: v.optional(v.array(size)),
    }),
  ),
});
export type CheckpointFile = v.InferOutput<typeof checkpointFileSchema>;

export const variablesFileName = 'variables.bin';
export const optimizerFileName = 'optimizer.bin';
export const shuffleFileName = 'shuffle.bin';
