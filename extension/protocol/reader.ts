// Host (or command line) <-> the reader: one child that opens checkpoints and model files, and never runs code of theirs.
// Requests end in ok, error, timeout or cancelled; both ends import this file.
import * as v from 'valibot';
import type { KernelPictures } from './closeUp';
import type { CheckpointRecord } from './run';
import type { Summary } from './summary';

/** Where a checkpoint or model file is: an absolute path of a file or folder. */
const place = v.string();

/** Parameters of each request. Tensors are named as `describe` names them. */
export const readerRequests = {
  /** What it holds, without reading its weights. */
  describe: v.object({ path: place }),
  /** Figures and buckets of tensors; null: of all. */
  summaries: v.object({ path: place, names: v.nullable(v.array(v.string())) }),
  /** Values of one tensor in row-major order, `count` from `offset` on; at most 100,000. */
  values: v.object({ path: place, name: v.string(), offset: v.number(), count: v.number() }),
  /** A convolution's kernel (or any tensor whose first axes are an image) as pictures; at most `filters` of them. */
  pictures: v.object({ path: place, name: v.string(), filters: v.number() }),
  /** Reads all bytes and compares them with the checksums. */
  verify: v.object({ path: place }),
  compare: v.object({ a: place, b: place }),
  /** One weight, or a few, through many checkpoints: the values at `indices` in each of `paths`. */
  paths: v.object({ paths: v.array(place), name: v.string(), indices: v.array(v.number()) }),
  export: v.object({ path: place, format: v.picklist(['tfjs', 'npz', 'safetensors']), target: v.string() }),
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
export interface FileDescription {
  format: string;
  tensors: TensorEntry[];
  /** All files, paths relative to the folder, with `/`. */
  files: { path: string; bytes: number }[];
  step: number | null;
  /** For a checkpoint of Layerglass. */
  checkpoint: (CheckpointRecord & { optimizers: string[]; hasRandomState: boolean; batch: number }) | null;
  metadata: Record<string, string>;
  problems: FileProblem[];
}

export interface TensorChange {
  a: string;
  b: string;
  shape: number[];
  role: TensorEntry['role'];
  model: string | null;
  layer: string | null;
  /** ‖B − A‖ / ‖A‖; null where it is no number. */
  relativeChange: number | null;
  /** Null where one of them is all zero, or has values that are not finite. */
  cosine: number | null;
  maxAbsChange: number | null;
  /** Of A, of B, and of B − A, with buckets. */
  summaries: { a: Summary; b: Summary; difference: Summary };
  /** Units (last axis) that moved most, most first: at most 10. `change`: the norm of its difference over the norm of A's unit. */
  units: { unit: number; change: number | null }[];
}
export interface CheckpointComparison {
  a: FileDescription;
  b: FileDescription;
  /** In A's order. Matched by name, else by shape and order (`a` and `b` then differ). */
  tensors: TensorChange[];
  /** Names. */
  unmatched: { a: string[]; b: string[] };
  problems: FileProblem[];
}

/** What each request returns. */
export interface ReaderResults {
  describe: FileDescription;
  /** `exact`: digits of the least and the greatest, where they are integers beyond 2^53, which the summary rounds. */
  summaries: {
    tensors: (TensorEntry & { summary: Summary | null; exact?: { min: string; max: string } })[];
    problems: FileProblem[];
  };
  /** Numbers, `NaN`, `Infinity`, `-Infinity` as words; integers beyond 2^53 as digits. `total`: values in the tensor. */
  values: { name: string; dtype: string; shape: number[]; total: number; values: (number | string)[] };
  pictures: KernelPictures | null;
  verify: { problems: FileProblem[]; bytes: number };
  compare: CheckpointComparison;
  /** One list for each path, in their order; null where that one has no such tensor. */
  paths: { values: (number[] | null)[] };
  /** `leftOut`: names of tensors that the format has no numbers for: strings. */
  export: { files: string[]; leftOut?: string[] };
}

export type ToReader = { type: 'request'; id: number; name: string; params: unknown } | { type: 'cancel'; id: number };
export type FromReader =
  | { type: 'hello'; protocolVersion: number; pid: number }
  /** `done` of `total` bytes. */
  | { type: 'progress'; id: number; done: number; total: number }
  | { type: 'reply'; id: number; ok: true; value: unknown }
  | { type: 'reply'; id: number; ok: false; error: { code: string; message: string; remedy: string; where: string } };

/** In the reader's environment: bytes of memory at which it ends itself. */
export const maxMemoryVariable = 'LAYERGLASS_READER_MEMORY';
/** What it says last, on stderr, when it took more. */
export const memoryMark = 'layerglass-reader: too much memory';
