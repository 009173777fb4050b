import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { bytesOf, valueCount, type StoredTensor } from '../tensors/storedTensor';
import { isShape } from '../tensors/tensorEntry';
import { readNumbers } from '../tensors/tensorValues';
import { failTensor } from '../tensors/refuseTensor';

/** All values of a sparse tensor, and those that are stored, are no more than that. */
const maxDense = 2 ** 30;
const maxStored = 2 ** 24;

/** A few values at their places, and zeros everywhere else. */
class SparseSource implements ByteSource {
  readonly size: number;

  /** @param places of the values, least first */
  constructor(
    private readonly places: Float64Array,
    private readonly values: Uint8Array,
    private readonly valueBytes: number,
    count: number,
  ) {
    this.size = count * valueBytes;
  }

  read(into: Uint8Array, position: number): void {
    into.fill(0);
    const { places, values, valueBytes } = this;
    const first = position / valueBytes;
    const end = first + into.length / valueBytes;
    let low = 0;
    for (let high = places.length; low < high;) {
      const middle = (low + high) >> 1;
      if (places[middle]! < first) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < places.length && places[i]! < end; i++)
      into.set(values.subarray(i * valueBytes, (i + 1) * valueBytes), (places[i]! - first) * valueBytes);
  }
}

/** A sparse tensor with all its values. One that cannot be read is there all the same, and a problem says why. */
export function sparseTensor(
  values: StoredTensor,
  indices: StoredTensor,
  shape: number[],
  problems: FileProblem[],
): StoredTensor | null {
  const { name } = values.entry;
  if (!isShape(shape)) {
    addProblem(problems, 'bad-shape', 'Its sizes are none that a tensor has.', name);
    return null;
  }
  const count = valueCount(shape);
  const bytes = values.entry.bytes + indices.entry.bytes;
  const storedDtype = `sparse ${values.entry.storedDtype ?? values.entry.dtype}`;
  const tensor: StoredTensor = { ...values, entry: { ...values.entry, shape, count, bytes, storedDtype }, at: 0 };
  try {
    tensor.source = denseSource(values, indices, shape, count);
  } catch (error) {
    failTensor(tensor, problems, error);
  }
  return tensor;
}

function denseSource(values: StoredTensor, indices: StoredTensor, shape: number[], count: number): ByteSource {
  const bad = (code: string, message: string): LayerglassError =>
    new LayerglassError(code, message, { where: values.entry.name });
  const valueBytes = bytesOf(values.stored);
  const stored = values.entry.count;
  const axes = indices.entry.shape[1];
  if (valueBytes < 1) throw bad('unknown-dtype', 'Sparse values of its type are not read');
  if (count > maxDense || stored > maxStored)
    throw bad('sparse-too-large', `It has ${count} values, of which ${stored} are stored`);
  if (indices.stored !== 'int64' || indices.entry.shape[0] !== stored || (axes ?? shape.length) !== shape.length)
    throw bad('bad-sparse', 'Where its values belong is not told as it should be');
  const numbers = readNumbers(indices, 0, indices.entry.count);
  const places = new Float64Array(stored);
  for (let i = 0; i < stored; i++)
    places[i] =
      axes === undefined
        ? numbers[i]!
        : shape.reduce((place, size, axis) => {
            const index = numbers[i * axes + axis]!;
            return index >= 0 && index < size ? place * size + index : NaN;
          }, 0);
  for (let i = 0; i < stored; i++)
    if (!(places[i]! >= 0 && places[i]! < count && (i === 0 || places[i]! > places[i - 1]!)))
      throw bad('bad-sparse', 'Its values do not lie one behind the other inside its shape');
  const raw = new Uint8Array(stored * valueBytes);
  values.source.read(raw, values.at);
  return new SparseSource(places, raw, valueBytes, count);
}
