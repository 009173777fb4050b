import type { StoredTensor } from './storedTensor';

export interface MatchedTensors {
  /** In A's order. Both have one shape and role. */
  pairs: { a: StoredTensor; b: StoredTensor }[];
  /** Names. */
  unmatched: { a: string[]; b: string[] };
}

/**
 * Which tensor of A is which of B: those of one name, then of one name within their model, whatever that is called, then, of
 * the rest, those of one shape in the order in which they come. Shape and role are always the same.
 */
export function matchTensors(a: readonly StoredTensor[], b: readonly StoredTensor[]): MatchedTensors {
  const partner = new Map<StoredTensor, StoredTensor>();
  const taken = new Set<StoredTensor>();
  for (const keyOf of [fullName, nameInModel, shapeAndRole]) {
    const free = new Map<string, StoredTensor[]>();
    for (const tensor of b) {
      if (taken.has(tensor)) continue;
      const key = keyOf(tensor);
      const list = free.get(key);
      if (list) list.push(tensor);
      else free.set(key, [tensor]);
    }
    // From the end, where the next is taken off.
    for (const list of free.values()) list.reverse();
    for (const tensor of a) {
      if (partner.has(tensor)) continue;
      const found = free.get(keyOf(tensor))?.pop();
      if (!found) continue;
      partner.set(tensor, found);
      taken.add(found);
    }
  }
  return {
    pairs: a.flatMap(tensor => {
      const found = partner.get(tensor);
      return found ? [{ a: tensor, b: found }] : [];
    }),
    unmatched: {
      a: a.filter(tensor => !partner.has(tensor)).map(tensor => tensor.entry.name),
      b: b.filter(tensor => !taken.has(tensor)).map(tensor => tensor.entry.name),
    },
  };
}

const shapeAndRole = ({ entry }: StoredTensor): string => `${entry.role} ${entry.shape.join('x')}`;
const fullName = (tensor: StoredTensor): string => `${shapeAndRole(tensor)} ${tensor.entry.name}`;
function nameInModel(tensor: StoredTensor): string {
  const { name, model } = tensor.entry;
  const inner = model !== null && name.startsWith(`${model}/`) ? name.slice(model.length + 1) : name;
  return `${shapeAndRole(tensor)} ${inner}`;
}
