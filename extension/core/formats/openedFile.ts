import type { FileDescription, FileProblem, TensorEntry } from '../../protocol/reader';
import type { ByteSource, FileSource } from './byteSource';
import type { SummedFile } from './summedFile';

/** How values lie in a file, little-endian. Those of strings have their length, u32, before them. */
export const storedTypes = ['float32', 'int32', 'bool', 'uint8', 'uint16', 'float16', 'complex64', 'string'] as const;
export type StoredType = (typeof storedTypes)[number];
/** Bytes of one value; 0 for strings. */
export const bytesOf: Record<StoredType, number> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  complex64: 8,
  string: 0,
};

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
}

/** One model folder inside what was opened: a standard folder of TensorFlow.js. */
export interface ModelFolder {
  name: string;
  /** Absolute path of its model.json. */
  file: string;
  tensors: StoredTensor[];
}

/** A checkpoint or model that is open; no weights have been read. */
export interface OpenedFile {
  /** Lists its files besides. */
  describe(): FileDescription;
  /** What was found wrong when it was opened. */
  problems: FileProblem[];
  tensors: StoredTensor[];
  models: ModelFolder[];
  /** Those whose checksum is known. */
  summed: SummedFile[];
  /** All that may hold a descriptor. */
  sources: FileSource[];
}

export function closeOpened({ sources, summed }: Pick<OpenedFile, 'sources' | 'summed'>): void {
  for (const source of [...sources, ...summed]) source.close();
}

export const valueCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Names that occur more than once get a number behind them: `kernel`, `kernel (2)`. */
export function makeNamesUnique(tensors: readonly StoredTensor[]): void {
  const taken = new Set<string>();
  for (const { entry } of tensors) {
    const { name } = entry;
    for (let n = 2; taken.has(entry.name); n++) entry.name = `${name} (${n})`;
    taken.add(entry.name);
  }
}
