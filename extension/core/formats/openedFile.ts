import type { FileDescription, FileGraph, FileModel, FileProblem } from '../../protocol/reader';
import type { FileSource } from './sources/byteSource';
import type { StoredTensor } from './tensors/storedTensor';

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

/** What a format's reader has found; what is absent there is none of. */
export interface Found {
  format: string;
  tensors: StoredTensor[];
  problems: FileProblem[];
  sources: FileSource[];
  summed?: OpenedFile['summed'];
  step?: number | null;
  metadata?: Record<string, string>;
  /** Models whose layers it tells. */
  layered?: FileModel[];
  graphs?: OpenedFile['graphs'];
  close?: OpenedFile['close'];
  config?: OpenedFile['config'];
}

/** What a file without models of TensorFlow.js is to those that ask. */
export function openedFile({
  format,
  tensors,
  problems,
  sources,
  summed = [],
  step = null,
  metadata = {},
  layered = [],
  graphs,
  close,
  config,
}: Found): OpenedFile {
  const describe = (): FileDescription => ({
    format,
    tensors: tensors.map(tensor => tensor.entry),
    files: sources.map(({ name, size }) => ({ path: name, bytes: size })),
    checkpoint: null,
    models: layered,
    hasGraphs: graphs !== undefined,
    checksums: summed.length,
    ...{ step, metadata, problems },
  });
  return {
    describe,
    ...(graphs && { graphs }),
    ...(close && { close }),
    ...(config && { config }),
    problems,
    tensors,
    models: [],
    summed,
    sources,
  };
}
