import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileDescription, FileModel, FileProblem, TensorEntry } from '../../protocol/reader';
import { LayerglassError } from '../../protocol/errors';
import { fileInside, FileSource, type ByteSource } from './sources/byteSource';
import { valueCount, type OpenedFile, type StoredTensor } from './openedFile';

/** The file that a person chose, where a link leads to it too. Throws LayerglassError `file-missing`, `not-a-file`. */
export function chosenFile(place: string): FileSource {
  const name = path.basename(place);
  let real = place;
  try {
    real = fs.realpathSync(place);
  } catch {
    // fileInside says what is wrong.
  }
  const { file, size } = fileInside(path.dirname(real), path.basename(real));
  return new FileSource(file, name, size);
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

/** Problems of one file: what is told of more would only hide the first. */
const maxProblems = 1000;
export function addProblem(problems: FileProblem[], code: string, message: string, where: string): void {
  if (problems.length < maxProblems) problems.push({ code, message, where });
  else if (problems.length === maxProblems)
    problems.push({ code: 'more-problems', message: 'There are more problems than are listed.', where: '' });
}

/** What cannot be read, whatever is asked for, and why. */
export const brokenSource = (error: LayerglassError): ByteSource => ({
  size: 0,
  read: () => {
    throw error;
  },
});

/** A tensor's axes, and its values in all: more is none that any machine holds. */
const maxAxes = 64;
const maxValues = 2 ** 44;
export const isShape = (shape: readonly unknown[]): shape is number[] =>
  shape.length <= maxAxes &&
  shape.every(size => Number.isSafeInteger(size) && (size as number) >= 0) &&
  valueCount(shape as number[]) <= maxValues;

/** An entry of a tensor whose layer is what stands before the last `separator` of its name. */
export function entryOf(
  {
    name,
    dtype,
    shape,
    bytes,
    role = 'weight',
  }: Pick<TensorEntry, 'name' | 'dtype' | 'shape' | 'bytes'> & { role?: TensorEntry['role'] },
  separator: string,
): TensorEntry {
  const cut = name.lastIndexOf(separator);
  return {
    name,
    dtype,
    shape,
    count: valueCount(shape),
    bytes,
    role,
    model: null,
    layer: cut > 0 ? name.slice(0, cut) : null,
  };
}
