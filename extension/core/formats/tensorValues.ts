import { LayerglassError } from '../../protocol/errors';
import type { SummaryValues } from '../stats/summarizeInJavaScript';
import { bytesOf, type StoredTensor } from './openedFile';

/** True where a tensor has numbers that can be summarized and compared: not of complex numbers or strings. */
export const isNumeric = ({ stored }: StoredTensor): boolean => stored !== 'complex64' && stored !== 'string';
export const isInteger = ({ entry }: StoredTensor): boolean => entry.dtype === 'int32';

/**
 * `count` values from `first` on, in row-major order, quantised ones taken back. Throws LayerglassError.
 * @param lane where float32 may be put, if there is room for all of them
 */
export function readNumbers(
  tensor: StoredTensor,
  first: number,
  count: number,
  lane: Float32Array | null = null,
): SummaryValues {
  const { stored, quantization, entry } = tensor;
  const floats = (): Float32Array => (lane && lane.length >= count ? lane.subarray(0, count) : new Float32Array(count));
  if (stored === 'float32') {
    const values = floats();
    readInto(tensor, first, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return values;
  }
  const raw = new Uint8Array(count * bytesOf[stored]);
  readInto(tensor, first, raw);
  if (stored === 'bool' || (stored === 'uint8' && !quantization)) return raw;
  if (stored === 'int32') return new Int32Array(raw.buffer);
  const values = entry.dtype === 'int32' ? new Int32Array(count) : floats();
  if (stored === 'float16') {
    const halves = new Uint16Array(raw.buffer);
    for (let i = 0; i < count; i++) values[i] = floatOfHalf(halves[i]!);
    return values;
  }
  const { scale, min } = quantization ?? { scale: 1, min: 0 };
  const numbers = stored === 'uint16' ? new Uint16Array(raw.buffer) : raw;
  // Integers are rounded, as TensorFlow.js does when it loads them.
  const round = values instanceof Int32Array ? Math.round : (value: number) => value;
  for (let i = 0; i < count; i++) values[i] = round(numbers[i]! * scale + min);
  return values;
}

/** Two float32 a value: real and imaginary part. */
export function readComplex(tensor: StoredTensor, first: number, count: number): Float32Array {
  const values = new Float32Array(2 * count);
  readInto(tensor, first, new Uint8Array(values.buffer));
  return values;
}

const maxStringBytes = 2 ** 16;

/** Strings, cut after 64 KiB each. To get there all before them are passed over. */
export function readStrings(tensor: StoredTensor, first: number, count: number): string[] {
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
    source.read(into, at + first * bytesOf[stored]);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    throw new LayerglassError(error.code, `${entry.name} cannot be read: ${error.message}`, error.details);
  }
}

/** IEEE 754 binary16. */
export function floatOfHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
