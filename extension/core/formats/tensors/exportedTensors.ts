import type { OpenedFile } from '../openedFile';
import type { StoredTensor } from './storedTensor';
import { readComplex, readNumbers } from './tensorValues';

/** A tensor as other programs get it. */
export interface ExportedTensor {
  name: string;
  dtype: 'float32' | 'int32' | 'bool' | 'complex64';
  shape: number[];
  /** Little-endian, row-major, without padding. */
  bytes: number;
  /** Its bytes, a piece at a time. */
  pieces(): Iterable<Uint8Array>;
}
const valueBytes = { float32: 4, int32: 4, bool: 1, complex64: 8 };
const pieceValues = 65536;
const optimizerPrefix = 'optimizer/';

/** The tensors that have numbers, those of optimizers by `optimizer/…`; `leftOut`: names of those that have none. */
export function exportedTensors({ tensors }: OpenedFile): { exported: ExportedTensor[]; leftOut: string[] } {
  const exported: ExportedTensor[] = [];
  const leftOut: string[] = [];
  for (const tensor of tensors) {
    const { name: own, dtype, shape, count, role } = tensor.entry;
    if (!isExported(dtype)) {
      leftOut.push(own);
      continue;
    }
    const name = role === 'optimizer' && !own.startsWith(optimizerPrefix) ? optimizerPrefix + own : own;
    exported.push({ name, dtype, shape, bytes: count * valueBytes[dtype], pieces: () => piecesOf(tensor) });
  }
  return { exported, leftOut };
}

const isExported = (dtype: string): dtype is ExportedTensor['dtype'] => Object.hasOwn(valueBytes, dtype);

function* piecesOf(tensor: StoredTensor): Iterable<Uint8Array> {
  const { count } = tensor.entry;
  for (let first = 0; first < count; first += pieceValues) {
    const length = Math.min(pieceValues, count - first);
    const values =
      tensor.stored === 'complex64' ? readComplex(tensor, first, length) : readNumbers(tensor, first, length);
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
}
