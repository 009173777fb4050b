import type { FileDescription, FileGraph, FileProblem, TensorEntry } from '../../protocol/reader';
import type { ByteSource, FileSource } from './sources/byteSource';
import { numberBits, type NumberType } from './tensors/numberTypes';

/**
 * How values lie in a file, little-endian. Those of strings have their length, u32, before them, unless a tensor says how
 * they are read. Of what is opaque no value can be shown.
 */
export type StoredType = NumberType | 'complex64' | 'complex128' | 'string' | 'opaque';
/** Bytes of one value, which may be a half or a quarter of one; 0 for strings and what is opaque. */
export const bytesOf = (stored: StoredType): number =>
  stored === 'complex64'
    ? 8
    : stored === 'complex128'
      ? 16
      : stored === 'string' || stored === 'opaque'
        ? 0
        : numberBits[stored] / 8;

/** A tensor of a file that is open. */
export interface StoredTensor {
  /** `dtype` and `shape` as they are after quantised values were taken back. */
  entry: TensorEntry;
  stored: StoredType;
  /** value = stored · scale + min; null where it is as stored. */
  quantization: { scale: number; min: number } | null;
  source: ByteSource;
  /** Where it begins in the source. */
  at: number;
  /** The same values in the order in which they are stored, where `source` has to put them in row-major order first. */
  unordered?: { source: ByteSource; at: number };
  /** How strings are read that do not have their length before them. Throws LayerglassError. */
  strings?(first: number, count: number): string[];
}

/** One model folder inside what was opened: a standard folder of TensorFlow.js. */
export interface ModelFolder {
  name: string;
  /** Absolute path of its model.json. */
  file: string;
  tensors: StoredTensor[];
}

/** What can be compared with a checksum that was stored with it: a file, or a part of one. */
export interface Summed {
  /** Bytes that it reads to be verified. */
  readonly size: number;
  /** Reads what has not been read in its order, piece by piece, with a pause after each. Throws LayerglassError. */
  finish(pause: (bytes: number) => Promise<void>): Promise<void>;
  /** What differs; to be asked once all was read. */
  problems(): FileProblem[];
  close(): void;
}

/** What a Keras file says of its model beside the weights; null where it does not. */
export interface KerasConfigs {
  model: unknown;
  training: unknown;
}

/** A checkpoint or model that is open; no weights have been read. */
export interface OpenedFile {
  /** Lists its files besides. */
  describe(): FileDescription;
  /** Reads the graphs of operations; absent where it has none. Throws LayerglassError. */
  graphs?(): FileGraph[] | Promise<FileGraph[]>;
  /** What was found wrong when it was opened, and while tensors were read. */
  problems: FileProblem[];
  tensors: StoredTensor[];
  models: ModelFolder[];
  /** Configurations of a Keras model, parsed; absent where it has none. */
  config?: KerasConfigs;
  /** Those whose checksum is known. */
  summed: Summed[];
  /** All that may hold a descriptor. */
  sources: FileSource[];
  /** Gives back what else it holds. */
  close?(): void;
}

export function closeOpened({ sources, summed, close }: Pick<OpenedFile, 'sources' | 'summed' | 'close'>): void {
  close?.();
  for (const source of [...sources, ...summed]) source.close();
}

export const valueCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Names that occur more than once get a number behind them: `kernel`, `kernel (2)`. */
export function makeNamesUnique(tensors: readonly StoredTensor[]): void {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  for (const { entry } of tensors) {
    const { name } = entry;
    let n = next.get(name) ?? 2;
    for (; taken.has(entry.name); n++) entry.name = `${name} (${n})`;
    next.set(name, n);
    taken.add(entry.name);
  }
}
