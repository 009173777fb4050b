import type { CheckpointRecord, Metrics } from '../../protocol/run';

/** One tensor's values as they stand in a tfjs weights file: little-endian, row-major, without padding. */
export interface TensorData {
  /** As TensorFlow.js names it in a weights manifest: `conv2d_1/kernel`. Unique within its list. */
  name: string;
  dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
  shape: number[];
  data: Uint8Array;
}

/** A field of an optimizer object, whatever its class: all of them together restore it exactly. */
export type OptimizerField =
  | { field: string; kind: 'value'; value: number | boolean | string | null }
  | { field: string; kind: 'tensor'; isVariable: boolean; tensor: TensorData }
  /** Lists of `{ originalName, variable }`, one for each trained weight: momentum, second moments, … */
  | { field: string; kind: 'variables'; variables: { originalName: string; tensor: TensorData }[] };

export interface OptimizerState {
  /** Name of the model that was compiled with it, or null: made by a custom loop. */
  model: string | null;
  className: string;
  config: Record<string, unknown>;
  fields: OptimizerField[];
}

/** All that a checkpoint holds. `models` are standard tfjs folders; `variables` has trained variables that no layer holds. */
export interface CheckpointContent {
  fit: number;
  step: number;
  epoch: number | null;
  /** Batches done in the epoch that was under way; 0 at an epoch's end. */
  batch: number;
  reason: CheckpointRecord['reason'];
  /** Milliseconds since 1970. */
  time: number;
  metrics: Metrics;
  models: {
    name: string;
    /** What `model.toJSON(null, false)` returns. */
    topology: unknown;
    /** Loss, metrics and optimizer configuration as `model.json` holds them; null when the model is not compiled. */
    trainingConfig: unknown;
    weights: TensorData[];
  }[];
  variables: TensorData[];
  optimizers: OptimizerState[];
  /** State of the generator that stands in for Math.random, and of those beside it, by name. */
  random: { seed: number; state: number[]; streams?: Record<string, number[]> };
  /** The index array that fit shuffles cumulatively, after this epoch's shuffle; null where there is none. */
  shuffle: Int32Array | null;
  /** Absent in checkpoints that are older than it. */
  resume?: ResumeFacts;
}

type RandomState = CheckpointContent['random'];

/** What going on from a checkpoint needs besides its state. */
export interface ResumeFacts {
  /**
   * The moment in the program: before an epoch's callbacks or after a fit; before the callbacks of a batch; in a batch, with
   * its inputs there and nothing updated; after an update of a loop.
   */
  place: 'epoch' | 'batch' | 'update' | 'loop';
  /** What fit has summed up of the epoch under way: its own figures, so that the epoch's averages are the same to the bit. */
  sums: { examples: number; totals: { name: string; value: number | null; isTensor: boolean }[] } | null;
  /** What each batch of the epoch under way logged, null where it is no number; only where the program listens to batches. */
  batchLogs: Record<string, number | null>[];
  /** Random state when the epoch's pass over its data set began. */
  pass: RandomState | null;
  /** Of each call of fit that had ended: where the generators stood. */
  ended: { fit: number; random: RandomState }[];
  /** Of the shapes of what fit was given; of the bundled source. */
  dataHash: string | null;
  sourceHash: string;
}
