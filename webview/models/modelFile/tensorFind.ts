import type { TensorEntry } from '../../../extension/protocol/reader';
import { bestMatches, type NamePiece } from '../fuzzyMatch';

/** Of those that match by a part of their name, the best. */
const maxFound = 2000;

/** With what its framework calls it, where the name is a key that says otherwise: `layers/conv2d/vars/0 conv/kernel`. */
const searchedName = ({ name, fullName }: TensorEntry): string => (fullName ? `${name} ${fullName}` : name);

export interface FoundTensor {
  tensor: TensorEntry;
  pieces: readonly NamePiece[];
}

/**
 * The tensors that are looked for, best first, and how many there are.
 * A word that is a type (`int8`) or a shape (`3x3`, `128×10`) narrows to those; the
 * others are parts of the name, in any order.
 */
export function findTensors(tensors: readonly TensorEntry[], find: string): { found: FoundTensor[]; total: number } {
  const words = find.trim().split(/\s+/).filter(Boolean);
  const dtypes = new Set<string>();
  for (const { dtype, storedDtype } of tensors) dtypes.add(dtype).add(storedDtype ?? dtype);
  for (const dtype of [...dtypes]) dtypes.add(dtype.toLowerCase());
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
  const { matches, total } = bestMatches(left, names.join(' '), searchedName, maxFound);
  return { found: matches.map(({ item, pieces }) => ({ tensor: item, pieces })), total };
}
