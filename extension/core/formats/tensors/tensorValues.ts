import { LayerglassError } from '../../../protocol/errors';
import {
  decodeDigits,
  decodeNumbers,
  isWiderThanFloat32,
  numberBits,
  type Numbers,
  type NumberType,
} from './numberTypes';
import { bytesOf, inStoredOrder, type StoredTensor, type StoredType } from './storedTensor';

/** True where a tensor has numbers that can be summarized and compared: not of complex numbers or strings. */
export const isNumeric = ({ stored }: StoredTensor): boolean => Object.hasOwn(numberBits, stored);
/** True where figures are exact only in JavaScript's numbers: float32 does not hold every value. */
export const isWide = (tensor: StoredTensor): boolean => tensor.entry.dtype === 'int32' || isStoredWide(tensor);
const isStoredWide = ({ stored, quantization }: StoredTensor): boolean =>
  !quantization && isNumber(stored) && isWiderThanFloat32(stored);
const isNumber = (stored: StoredType): stored is NumberType => Object.hasOwn(numberBits, stored);

/**
 * `count` values from `first` on, in row-major order, quantised ones taken back. Throws LayerglassError.
 * @param lane where float32 may be put, if there is room for all of them
 */
export function readNumbers(
  tensor: StoredTensor,
  first: number,
  count: number,
  lane: Float32Array | null = null,
): Numbers {
  const { stored, quantization, entry } = tensor;
  if (!isNumber(stored)) throw noNumbers(tensor);
  const floats = (): Float32Array => (lane && lane.length >= count ? lane.subarray(0, count) : new Float32Array(count));
  if (stored === 'float32') {
    const values = floats();
    readInto(tensor, first, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return values;
  }
  // A part of a byte is none that can be read: the values before it come along.
  const skipped = bytesOf(stored) < 1 ? first % (1 / bytesOf(stored)) : 0;
  const raw = new Uint8Array(Math.ceil((skipped + count) * bytesOf(stored)));
  readInto(tensor, first - skipped, raw);
  const numbers = decodeNumbers(stored, raw, skipped + count, quantization || skipped ? null : lane);
  if (entry.dtype !== 'int32' && !quantization) return numbers.subarray(skipped);
  const values = entry.dtype === 'int32' ? new Int32Array(count) : floats();
  const { scale, min } = quantization ?? { scale: 1, min: 0 };
  // Integers are rounded, as TensorFlow.js does when it loads them.
  const round = values instanceof Int32Array ? Math.round : (value: number) => value;
  for (let i = 0; i < count; i++) values[i] = round(numbers[i]! * scale + min);
  return values;
}

/** The same values as `readNumbers` in any order, the first ones first as they are stored: for figures, which need none. */
export const readUnordered = (tensor: StoredTensor, first: number, count: number, lane: Float32Array | null): Numbers =>
  readNumbers(inStoredOrder(tensor), first, count, lane);

/** int64 and uint64 as they are. */
export function readWhole(tensor: StoredTensor, first: number, count: number): bigint[] {
  const raw = new Uint8Array(count * 8);
  readInto(tensor, first, raw);
  return decodeDigits(tensor.stored === 'uint64' ? 'uint64' : 'int64', raw);
}

/** int64 and uint64, exact: beyond 2^53 as digits. */
export function readIntegers(tensor: StoredTensor, first: number, count: number): (number | string)[] {
  return readWhole(tensor, first, count).map(value =>
    Number.isSafeInteger(Number(value)) ? Number(value) : String(value),
  );
}

/** Two numbers a value: real and imaginary part. */
export function readComplex(tensor: StoredTensor, first: number, count: number): Float32Array | Float64Array {
  const values = tensor.stored === 'complex128' ? new Float64Array(2 * count) : new Float32Array(2 * count);
  readInto(tensor, first, new Uint8Array(values.buffer));
  return values;
}

const maxStringBytes = 2 ** 16;

/** Strings, cut after 64 KiB each. To get there all before them are passed over. */
export function readStrings(tensor: StoredTensor, first: number, count: number): string[] {
  if (tensor.strings) return tensor.strings(first, count);
  const { source } = tensor;
  const length = new Uint8Array(4);
  const strings: string[] = [];
  let at = tensor.at;
  for (let i = 0; i < first + count; i++) {
    source.read(length, at);
    const bytes = new DataView(length.buffer).getUint32(0, true);
    if (i >= first) {
      const text = new Uint8Array(Math.min(bytes, maxStringBytes));
      source.read(text, at + 4);
      strings.push(new TextDecoder().decode(text));
    }
    at += 4 + bytes;
  }
  return strings;
}

function readInto(tensor: StoredTensor, first: number, into: Uint8Array): void {
  const { source, at, entry, stored } = tensor;
  try {
    source.read(into, at + first * bytesOf(stored));
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    throw new LayerglassError(error.code, `${entry.name} cannot be read: ${error.message}`, error.details);
  }
}

const noNumbers = ({ entry }: StoredTensor): LayerglassError =>
  new LayerglassError('no-numbers', `${entry.name} has no numbers that can be shown`, { where: entry.name });
