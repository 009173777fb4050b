import type { TensorEntry } from '../../../extension/protocol/reader';
import { fuzzyMatches, type NamePiece } from '../fuzzyMatch';

export interface FoundTensor {
  tensor: TensorEntry;
  pieces: readonly NamePiece[];
}

/**
 * The tensors that are looked for, best first. A word that is a type (`int8`) or a shape (`3x3`, `128×10`) narrows to those; the
 * others are parts of the name, in any order.
 */
export function findTensors(tensors: readonly TensorEntry[], find: string): FoundTensor[] {
  const words = find.trim().split(/\s+/).filter(Boolean);
  const dtypes = new Set(tensors.flatMap(t => [t.dtype, t.storedDtype ?? t.dtype]).map(d => d.toLowerCase()));
  const filters: ((tensor: TensorEntry) => boolean)[] = [];
  const names: string[] = [];
  for (const word of words) {
    const lower = word.toLowerCase();
    if (dtypes.has(lower)) filters.push(t => [t.dtype, t.storedDtype].some(d => d?.toLowerCase() === lower));
    else if (/^\d+([x×]\d+)+$/.test(lower)) {
      const wanted = lower.replaceAll('x', '×');
      filters.push(t => `×${t.shape.join('×')}×`.includes(`×${wanted}×`));
    } else names.push(word);
  }
  const left = filters.length ? tensors.filter(t => filters.every(f => f(t))) : tensors;
  return fuzzyMatches(left, names.join(' '), t => t.name).map(({ item, pieces }) => ({ tensor: item, pieces }));
}
