// Host (or command line) <-> the reader: one child that opens checkpoints and model files, and never runs code of theirs.
// Requests end in ok, error, timeout or cancelled; both ends import this file.
import * as v from 'valibot';
import type { KernelPictures } from './closeUp';
import type { Severity } from './finding';
import { maxImagesOnPage, type LoggedImages } from './loggedImages';
import type { ModelInfo, Shape } from './model';
import type { RunListItem, TensorHistory } from './panel';
import type { CheckpointRecord, Snapshot } from './run';
import type { RunState } from './runState';
import { tensorFacets, type Summary } from './summary';

/** Where a checkpoint or model file is: an absolute path of a file or folder. */
const place = v.string();
/** True: of an archive of PyTorch's that is refused, its storages as raw numbers, without what its pickle says of them. */
const raw = v.optional(v.boolean());
const ordinal = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Which images of a run. */
export const imagesOf = {
  name: v.string(),
  step: v.number(),
  first: ordinal,
  count: v.pipe(ordinal, v.maxValue(maxImagesOnPage)),
};

/** Parameters of each request. Tensors are named as `describe` names them. */
export const readerRequests = {
  /** What it holds, without reading its weights. */
  describe: v.object({ path: place, raw }),
  /** The graphs of operations that it holds; empty where it has none. */
  graphs: v.object({ path: place }),
  /**
   * Figures and buckets of tensors; null: of all. `inParts`: tensors are sent as parts while they are read, in the file's
   * order, and the reply has none.
   */
  summaries: v.object({
    ...{ path: place, names: v.nullable(v.array(v.string())), inParts: v.optional(v.boolean()) },
    raw,
  }),
  /** Values of one tensor in row-major order, `count` from `offset` on; at most 100,000. */
  values: v.object({ path: place, name: v.string(), offset: v.number(), count: v.number(), raw }),
  /** A convolution's kernel (or any tensor with the axes of an image) as pictures, `filters` of them on a page at most; the first page is 0. */
  pictures: v.object({ path: place, name: v.string(), filters: v.number(), page: v.optional(v.number()), raw }),
  /** Reads all bytes and compares them with the checksums. */
  verify: v.object({ path: place }),
  compare: v.object({ a: place, b: place }),
  /** One weight, or a few, through many checkpoints: the values at `indices` in each of `paths`. */
  paths: v.object({ paths: v.array(place), name: v.string(), indices: v.array(v.number()) }),
  export: v.object({ path: place, format: v.picklist(['tfjs', 'npz', 'safetensors']), target: v.string() }),
  /**
   * A log directory of TensorBoard: its runs, and the state of one, null for the newest. `known`: what of it was sent before,
   * which is not sent again.
   */
  log: v.object({
    path: place,
    run: v.nullable(v.string()),
    known: v.nullable(v.object({ version: v.string(), run: v.string() })),
  }),
  /** All histograms of one step of a run in it. */
  logSnapshot: v.object({ path: place, run: v.string(), step: v.number() }),
  /** One of them over time, at most `max`, the first and the last always among them. */
  logHistory: v.object({
    path: place,
    ...{ run: v.string(), layer: v.string(), kind: v.picklist(tensorFacets), tensor: v.string(), max: v.number() },
  }),
  /** Images of a run in it, `count` from `first` on, that were logged under a name at a step. */
  logImages: v.object({ path: place, run: v.string(), ...imagesOf }),
} as const;
export type ReaderRequestName = keyof typeof readerRequests;
export type ReaderParams<N extends ReaderRequestName> = v.InferOutput<(typeof readerRequests)[N]>;

export interface TensorEntry {
  /** `dense_1/kernel` of a model; with several models, or beside an optimizer, `<model>/dense_1/kernel`. Unique. */
  name: string;
  /** As NumPy and ml_dtypes spell it. */
  dtype: string;
  /** The file's own word for it, where that is another. */
  storedDtype?: string;
  /** What its framework calls the variable, where `name` is a key that says otherwise. */
  fullName?: string;
  shape: number[];
  count: number;
  bytes: number;
  role: 'weight' | 'optimizer' | 'other';
  /** Of a weight, where the file says whether it is trained. */
  isTrained?: boolean;
  /** Where the file says which model and layer it belongs to. */
  model: string | null;
  layer: string | null;
}
/** Something that is not as it should be; what could be read is given all the same. */
export interface FileProblem {
  code: string;
  message: string;
  /** A tensor, a file, or empty. */
  where: string;
}
/** A model whose layers the file tells. Sites are null, and `via` empty. */
export interface FileModel extends ModelInfo {
  /** Classes of layers that TensorFlow.js does not have: the model cannot be run without them. */
  customLayers: string[];
  /** Why it cannot be run, where more than custom layers is in the way; null otherwise. */
  cannotRun: string | null;
}

/** One operation of a graph, in an order in which they can be computed. */
export interface GraphNode {
  /** As the file has it; unique in its graph where the format makes it so. */
  name: string;
  op: string;
  /** Names of values: of graph inputs, of other nodes' outputs, of stored tensors. Those that are left out are empty. */
  inputs: string[];
  outputs: string[];
  /** Of the first output, where the file tells. */
  outputShape: Shape | null;
  /** Names of stored tensors, as `describe` has them, that it takes. */
  tensors: string[];
  /** Plain ones as text: `[2, 2]`, `SAME`. */
  attributes: Record<string, string>;
}
export interface FileGraph {
  name: string;
  /** The graph, or function, that holds it: of the body of a loop, a branch. */
  parent: string | null;
  inputs: { name: string; dtype: string; shape: Shape | null }[];
  outputs: { name: string; dtype: string; shape: Shape | null }[];
  /** At most 20,000; `total` counts all. */
  nodes: GraphNode[];
  total: number;
}

/** What is wrong with the weights alone: most severe first. */
export interface FileFinding {
  rule: string;
  severity: Severity;
  /** Names of the tensors that it is about, the worst first. */
  tensors: string[];
  /** `30 of 256 filters in conv6 are exactly zero`. */
  message: string;
  /** One plain sentence: what it means. */
  meaning: string;
  /** One plain sentence: what to do. */
  advice: string;
  evidence: Record<string, number | string>;
}

/** A tensor with its figures. `summary` is null where it has no numbers, or could not be read. */
export type TensorFigures = TensorEntry & {
  summary: Summary | null;
  /** Digits of the least and the greatest, where they are integers beyond 2^53, which the summary rounds. */
  exact?: { min: string; max: string };
};

export interface FileDescription {
  /** As CLI.md has it: `keras-h5`, `tf-checkpoint`, …; `layerglass-checkpoint`. */
  format: string;
  /** Of what the file says of models; empty where it holds tensors only. */
  models: FileModel[];
  /** True where `graphs` has some. */
  hasGraphs: boolean;
  tensors: TensorEntry[];
  /** All files, paths relative to the folder, with `/`. */
  files: { path: string; bytes: number }[];
  step: number | null;
  /** For a checkpoint of Layerglass. */
  checkpoint: (CheckpointRecord & { optimizers: string[]; hasRandomState: boolean; batch: number }) | null;
  /** What the file says of itself, in the words of its format; of its framework's version: `writtenBy` (`Keras 3.5.0`). */
  metadata: Record<string, string>;
  /** Parts of the file that were stored with a checksum, which `verify` compares; 0 where the format has none. */
  checksums: number;
  problems: FileProblem[];
}

export interface TensorChange {
  a: string;
  b: string;
  /** `shape`: the names do not tell that these are the same; their shapes and the order suggest it. */
  matchedBy: 'name' | 'shape';
  shape: number[];
  role: TensorEntry['role'];
  model: string | null;
  layer: string | null;
  /** ‖B − A‖ / ‖A‖; null where it is no number. */
  relativeChange: number | null;
  /** Null where one of them is all zero, or has values that are not finite. */
  cosine: number | null;
  maxAbsChange: number | null;
  /** ‖A‖ and ‖B − A‖; null where something is not finite. */
  norms: { a: number | null; difference: number | null };
  /** Over the finite values, the population's. */
  std: { a: number | null; b: number | null };
  /** Of B − A as float32, with buckets, which with more than a million values are an estimate by one in 32. */
  difference: Summary;
  /** Units (last axis) that moved most, most first: at most 10. `change`: the norm of its difference over the norm of A's unit. */
  units: { unit: number; change: number | null }[];
}
export interface CheckpointComparison {
  a: FileDescription;
  b: FileDescription;
  /** In A's order. */
  tensors: TensorChange[];
  /** Names. */
  unmatched: { a: string[]; b: string[] };
  problems: FileProblem[];
}

/** What a log directory holds. `run`: null where it is known already. */
export interface LogContent {
  version: string;
  list: RunListItem[];
  run: RunState | null;
}

/** A page of a kernel's pictures: filters that look at one of its inputs, or at all of them side by side. */
export interface TensorPictures extends KernelPictures {
  page: number;
  pages: number;
  /** The number of the first filter that is here. */
  first: number;
  /** The number of the input; null where all inputs are channels of the pictures. */
  input: number | null;
}

/** What each request returns. */
export interface ReaderResults {
  describe: FileDescription;
  graphs: FileGraph[];
  /** `findings`: from the weights that were asked for. */
  summaries: { tensors: TensorFigures[]; findings: FileFinding[]; problems: FileProblem[] };
  /** Numbers, `NaN`, `Infinity`, `-Infinity` as words; integers beyond 2^53 as digits. `total`: values in the tensor. */
  values: { name: string; dtype: string; shape: number[]; total: number; values: (number | string)[] };
  pictures: TensorPictures | null;
  verify: { problems: FileProblem[]; bytes: number };
  compare: CheckpointComparison;
  /** One list for each path, in their order; null where that one has no such tensor. */
  paths: { values: (number[] | null)[] };
  /** `leftOut`: names of tensors that the format has no numbers for: strings. */
  export: { files: string[]; leftOut?: string[] };
  log: LogContent;
  logSnapshot: Snapshot | null;
  logHistory: TensorHistory;
  logImages: LoggedImages;
}

/** What is sent before a reply, piece by piece. */
export interface ReaderParts {
  summaries: { tensors: TensorFigures[]; problems: FileProblem[] };
}

/** Bytes of a file. `fd`: of the process that both threads are in, so that they read the same file, whatever takes its place. */
export interface Extent {
  fd: number;
  at: number;
  bytes: number;
}

/** Values of float32 as they lie in files, little-endian: one behind the other, and so are the extents. */
export interface PlainValues {
  extents: Extent[];
  count: number;
}

export type ToReader =
  | { type: 'request'; id: number; name: string; params: unknown }
  | { type: 'cancel'; id: number }
  /** What `sum` asked for; null where the values could not be read. */
  | { type: 'summed'; id: number; summary: Summary | null };
export type FromReader =
  | { type: 'hello'; protocolVersion: number; pid: number }
  /** `done` of `total` bytes. */
  | { type: 'progress'; id: number; done: number; total: number }
  | { type: 'part'; id: number; value: unknown }
  /** Asks who started it, where it is a thread, to sum up values beside it. */
  | { type: 'sum'; id: number; values: PlainValues }
  /** What `describe` returns is sent as `inColumns` makes it. */
  | { type: 'reply'; id: number; ok: true; value: unknown }
  | { type: 'reply'; id: number; ok: false; error: { code: string; message: string; remedy: string; where: string } };

/** What a thread of the reader is started with. `beats`: what its event loop counts up while it turns. */
export interface ReaderThreadData {
  beats: SharedArrayBuffer;
}

/** What a reader may take at most. `maxStuckMs`: far longer than any step takes between two pauses. */
export const readerLimits = { maxBytes: 1.5 * 2 ** 30, maxStuckMs: 20_000 };
/** In the reader's environment: bytes of memory at which it ends itself. */
export const maxMemoryVariable = 'LAYERGLASS_READER_MEMORY';
/** What it says last, on stderr, when it took more. */
export const memoryMark = 'layerglass-reader: too much memory';
/** In the reader's environment: milliseconds that it may compute without a look at what else was asked for. */
export const maxStuckVariable = 'LAYERGLASS_READER_STUCK';
/** What it says last, on stderr, when it computed longer. */
export const stuckMark = 'layerglass-reader: stuck';
