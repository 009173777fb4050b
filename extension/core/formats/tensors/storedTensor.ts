import type { TensorEntry } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { numberBits, type NumberType } from './numberTypes';

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

/** The same tensor with its values in the order in which they are stored: for figures, which need no order. */
export const inStoredOrder = (tensor: StoredTensor): StoredTensor =>
  tensor.unordered ? { ...tensor, ...tensor.unordered } : tensor;

export const valueCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
