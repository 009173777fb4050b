import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { emptySource } from '../sources/brokenSource';
import { refuseTensor } from '../tensors/refuseTensor';
import { valueCount, type StoredTensor } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import { SourcePart, SwappedSource } from '../sources/sourceViews';
import { isRowMajor, StridedSource } from '../sources/stridedSource';
import { readNumbers } from '../tensors/tensorValues';
import { FlippedSigns, haveSigns } from './flippedSigns';
import { PerChannelSource } from './perChannelSource';
import type { PickledStorage } from './pickledStorage';
import type { PickledTensor } from './rebuiltTensor';
import type { TorchType } from './torchTypes';

/** Where the storages of a file are. */
export interface Storages {
  /** The bytes of a storage; null where there is none of that key. */
  bytesOf(storage: PickledStorage): ByteSource | null;
  isBigEndian: boolean;
}

/** Values that are repeated, as `expand` makes them, are no more than that. */
const maxRepeated = 2 ** 28;

/** A tensor as it lies in its storage. One that cannot be read is there all the same, and a problem says why. */
export function storageTensor(
  pickled: PickledTensor,
  name: string,
  storages: Storages,
  problems: FileProblem[],
): StoredTensor | null {
  const { type, shape, storage } = pickled;
  if (!isShape(shape)) {
    addProblem(problems, 'bad-shape', 'Its sizes are none that a tensor has.', name);
    return null;
  }
  const count = valueCount(shape);
  const bytesInAll = count * type.valueBytes;
  const { dtype, word: storedDtype } = type;
  const entry = entryOf({ name, dtype, storedDtype, shape: shape.slice(), bytes: bytesInAll }, '.');
  const tensor: StoredTensor = { entry, stored: type.stored, quantization: null, source: emptySource, at: 0 };
  if (!storage) {
    entry.bytes = 0;
    return refused(
      tensor,
      problems,
      'no-data',
      'It was saved from the device meta: the file has its shape and no values.',
    );
  }
  const { strides } = pickled;
  if (!areStrides(strides) || strides.length !== shape.length || !isStride(pickled.offset))
    return refused(tensor, problems, 'bad-strides', 'Where its values lie is not told as it should be.');
  const bytes = storage.source ?? storages.bytesOf(storage);
  if (!bytes) return refused(tensor, problems, 'storage-missing', `The file has no storage ${storage.key}.`);
  const start = storage.start * storage.type.valueBytes;
  const declared = start + storage.count * storage.type.valueBytes;
  if (!(storage.count >= 0) || bytes.size < declared)
    return refused(
      tensor,
      problems,
      'file-short',
      `Its storage ${storage.key} has ${bytes.size} bytes, where ${declared} are needed.`,
    );
  let span = count && 1;
  for (let axis = 0; axis < shape.length; axis++) span += Math.max(0, shape[axis]! - 1) * strides[axis]!;
  const at = start + pickled.offset * type.valueBytes;
  if (count > 0 && at + span * type.valueBytes > declared)
    return refused(
      tensor,
      problems,
      'outside-storage',
      `Its values would end behind the ${declared} bytes of storage ${storage.key}.`,
    );
  if (count > span && count > maxRepeated)
    return refused(tensor, problems, 'expanded-too-far', `${span} values would be repeated until they are ${count}.`);
  if (pickled.signs && !haveSigns(type))
    return refused(
      tensor,
      problems,
      'unknown-tensor',
      `Its values are the negative of what is stored as ${type.word}.`,
    );
  placeValues(tensor, bytes, { at, span, strides }, type, storages.isBigEndian);
  if (pickled.signs && count > 0) {
    tensor.source = new FlippedSigns(tensor.source, tensor.at, type, pickled.signs);
    tensor.at = 0;
    delete tensor.unordered;
  }
  return pickled.quantized ? dequantized(tensor, pickled, storages, problems) : tensor;
}

function refused(tensor: StoredTensor, problems: FileProblem[], code: string, message: string): StoredTensor {
  refuseTensor(tensor, problems, code, message);
  return tensor;
}

const isStride = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const areStrides = (values: readonly unknown[]): values is readonly number[] => values.every(isStride);

/** @param tensor has no source yet */
function placeValues(
  tensor: StoredTensor,
  bytes: ByteSource,
  { at, span, strides }: { at: number; span: number; strides: readonly number[] },
  { valueBytes, partBytes }: TorchType,
  isBigEndian: boolean,
): void {
  const { shape, count } = tensor.entry;
  if (count === 0) return;
  tensor.source = bytes;
  tensor.at = at;
  if (isBigEndian && partBytes > 1) {
    const missing = (): LayerglassError => new LayerglassError('outside-storage', 'It ends too soon');
    tensor.source = new SwappedSource(new SourcePart(bytes, at, span * valueBytes, missing), 0, partBytes);
    tensor.at = 0;
  }
  if (isRowMajor(shape, strides)) return;
  const values = { source: tensor.source, at: tensor.at };
  tensor.source = new StridedSource(values.source, { at: values.at, shape, strides, valueBytes });
  tensor.at = 0;
  // Each value once, and nothing between them: any order gives their figures.
  if (span === count && isEachOnce(shape, strides)) tensor.unordered = values;
}

/** True where no two places have the same value: each stride passes over all that the smaller ones reach. */
function isEachOnce(shape: readonly number[], strides: readonly number[]): boolean {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis]! })).filter(({ size }) => size > 1);
  let reach = 1;
  for (const { size, stride } of axes.sort((a, b) => a.stride - b.stride)) {
    if (stride < reach) return false;
    reach += (size - 1) * stride;
  }
  return true;
}

/** As PyTorch computes it: `(stored - zero) * scale`, with a scale in float32. */
function dequantized(
  tensor: StoredTensor,
  { quantized }: PickledTensor,
  storages: Storages,
  problems: FileProblem[],
): StoredTensor {
  const { entry } = tensor;
  const refuse = (): StoredTensor => {
    addProblem(
      problems,
      'bad-quantization',
      'Its scales are not told as they should be; it is shown as stored.',
      entry.name,
    );
    return tensor;
  };
  // Those of less than a byte are not taken apart.
  if (!quantized || tensor.stored === 'opaque') return tensor;
  if ('scale' in quantized) {
    const { scale, zero } = quantized;
    if (typeof scale !== 'number' || typeof zero !== 'number') return refuse();
    const rounded = Math.fround(scale);
    tensor.quantization = { scale: rounded, min: -rounded * zero };
    entry.dtype = 'float32';
    return tensor;
  }
  const { axis } = quantized;
  const places = entry.shape[axis];
  const listOf = (pickled: PickledTensor): number[] | null => {
    const list = storageTensor(pickled, `${entry.name} (scales)`, storages, problems);
    return list && list.entry.count === places ? Array.from(readNumbers(list, 0, places)) : null;
  };
  if (places === undefined || places > maxChannels) return refuse();
  try {
    const scales = listOf(quantized.scales);
    const zeros = listOf(quantized.zeros);
    if (!scales || !zeros) return refuse();
    const source = new PerChannelSource({ ...tensor, entry: { ...entry } }, { axis, scales, zeros });
    entry.dtype = 'float32';
    return { entry, stored: 'float32', quantization: null, source, at: 0 };
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    return refuse();
  }
}
const maxChannels = 2 ** 20;
