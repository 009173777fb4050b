import * as path from 'node:path';
import * as v from 'valibot';
import type { CheckpointContent, TensorData } from './checkpointContent';
import { variablesFileName, type CheckpointFile } from './checkpointFile';
import type { FileSystem } from './fileSystem';
import { weightsFileName } from './runPaths';

/** Bytes compared at a time: the tensor before is read from its file, so that no second copy of a model is held. */
const pieceBytes = 2 ** 20;

/**
 * ‖B − A‖ / ‖A‖ for each tensor of the new checkpoint B that the one before, A, has with the same type and size, by
 * `model/layer/kernel`; trained variables that no layer holds are `variables/name`. Null where it is no number: A is all zero and B is not,
 * or one of them has NaN or infinities. `before`: absolute folder and description of A.
 */
export function tensorChanges(
  fileSystem: FileSystem,
  content: CheckpointContent,
  before: { folder: string; description: CheckpointFile },
): Record<string, number | null> {
  const changes: Record<string, number | null> = {};
  const compare = (prefix: string, tensors: TensorData[], file: string, places: Map<string, Place>) => {
    const isThere = fileSystem.existsSync(file);
    if (!isThere) return;
    const fd = fileSystem.openSync(file, 'r');
    try {
      for (const tensor of tensors) {
        const place = places.get(tensor.name);
        if (!place || place.dtype !== tensor.dtype || place.bytes !== tensor.data.length) continue;
        const change = changeOf(tensor, (bytes, at) => readInto(fileSystem, fd, bytes, place.at + at));
        if (change !== undefined) changes[`${prefix}/${tensor.name}`] = change;
      }
    } finally {
      fileSystem.closeSync(fd);
    }
  };
  for (const model of content.models) {
    const old = before.description.models.find(m => m.name === model.name);
    if (!old) continue;
    const folder = path.join(before.folder, old.folder);
    compare(model.name, model.weights, path.join(folder, weightsFileName), placesOf(fileSystem, folder));
  }
  const variables = new Map(before.description.variables.map(place => [place.name, place]));
  compare('variables', content.variables, path.join(before.folder, variablesFileName), variables);
  return changes;
}

interface Place {
  dtype: string;
  at: number;
  bytes: number;
}

const manifestSchema = v.object({
  weightsManifest: v.tuple([
    v.object({
      weights: v.array(v.object({ name: v.string(), shape: v.array(v.number()), dtype: v.string() })),
    }),
  ]),
});
const valueBytes: Record<string, number> = { float32: 4, int32: 4, bool: 1, complex64: 8 };

/** Where a model folder's tensors are in its weights; strings, whose size is not in the manifest, end the list. */
function placesOf(fileSystem: FileSystem, folder: string): Map<string, Place> {
  const places = new Map<string, Place>();
  const json: unknown = JSON.parse(fileSystem.readFileSync(path.join(folder, 'model.json'), 'utf8'));
  let at = 0;
  for (const { name, shape, dtype } of v.parse(manifestSchema, json).weightsManifest[0].weights) {
    const size = valueBytes[dtype];
    if (size === undefined) break;
    const bytes = shape.reduce((product, dimension) => product * dimension, size);
    places.set(name, { dtype, at, bytes });
    at += bytes;
  }
  return places;
}

function changeOf(tensor: TensorData, read: (bytes: Uint8Array, at: number) => void): number | null | undefined {
  if (!(tensor.dtype in valueBytes)) return undefined;
  let difference = 0;
  let norm = 0;
  const piece = new Uint8Array(Math.min(pieceBytes, tensor.data.length));
  for (let at = 0; at < tensor.data.length; at += pieceBytes) {
    const old = piece.subarray(0, Math.min(pieceBytes, tensor.data.length - at));
    read(old, at);
    const a = numbersOf(old, tensor.dtype);
    // A copy, because what was handed over need not be aligned.
    const b = numbersOf(tensor.data.slice(at, at + old.length), tensor.dtype);
    for (let i = 0; i < a.length; i++) {
      const before = a[i]!;
      const change = b[i]! - before;
      difference += change * change;
      norm += before * before;
    }
  }
  if (norm === 0 && difference === 0) return 0;
  const ratio = Math.sqrt(difference / norm);
  return Number.isFinite(ratio) ? ratio : null;
}

/** Complex values count as their two parts. */
function numbersOf(bytes: Uint8Array, dtype: string): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'bool') return bytes;
  const length = bytes.length / 4;
  return dtype === 'int32'
    ? new Int32Array(bytes.buffer, bytes.byteOffset, length)
    : new Float32Array(bytes.buffer, bytes.byteOffset, length);
}

function readInto(fileSystem: FileSystem, fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const got = fileSystem.readSync(fd, bytes, done, bytes.length - done, position + done);
    if (got === 0) throw new Error('weights file ends too early');
    done += got;
  }
}
