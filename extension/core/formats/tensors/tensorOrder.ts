import { areOfOneKind, speakKeras } from './tensorWords';
import type { StoredTensor } from './storedTensor';

export const shapeOf = ({ entry }: StoredTensor): string => entry.shape.join('x');
const natural = new Intl.Collator('en', { numeric: true });

/**
 * True where two lists are of one length and have one shape at each place, so that the places tell which tensor is which; what is
 * fixed already stands at one place, and no name says otherwise.
 */
export function areInOneOrder(
  a: readonly StoredTensor[],
  b: readonly StoredTensor[],
  fixed: (tensor: StoredTensor) => StoredTensor | undefined,
): boolean {
  if (a.length !== b.length) return false;
  const isKeras = { a: speakKeras(a), b: speakKeras(b) };
  const kinds = a.map((tensor, i) =>
    areOfOneKind({ tensor, isKeras: isKeras.a }, { tensor: b[i]!, isKeras: isKeras.b }),
  );
  const isSame = a.every((tensor, i) => {
    const known = fixed(tensor);
    return shapeOf(tensor) === shapeOf(b[i]!) && (known ? known === b[i] : kinds[i] !== false);
  });
  if (!isSame) return false;
  if (new Set(a.map(shapeOf)).size === a.length) return true;
  const orders = [orderOf(a), orderOf(b)];
  if (orders.every(order => order === 'own')) return true;
  // Names in alphabetical order stand where their letters put them: only where each says what it is can they be compared.
  return orders.includes('text') === orders.every(order => order === 'text') && kinds.every(kind => kind === true);
}

/**
 * `text`: alphabetical with 10 before 2; `sorted`: alphabetical; `own`: the model's or the program's, or that of names that only
 * count, such as `arr_0`.
 */
function orderOf(tensors: readonly StoredTensor[]): 'text' | 'sorted' | 'own' {
  const names = tensors.map(({ entry }) => entry.name);
  const isSorted = (compare: (x: string, y: string) => number): boolean =>
    names.every((name, i) => i === 0 || compare(names[i - 1]!, name) <= 0);
  if (isSorted((x, y) => natural.compare(x, y)))
    return new Set(names.map(name => name.replace(/_?\d+/g, ''))).size === 1 ? 'own' : 'sorted';
  return isSorted((x, y) => (x < y ? -1 : 1)) ? 'text' : 'own';
}
