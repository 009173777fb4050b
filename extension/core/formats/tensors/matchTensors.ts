import { namedOf, pairBySuffix, type Suffix } from './commonSuffixes';
import { pairInLayers, pairOfOneShape, type TensorPair } from './shapeGuesses';
import type { StoredTensor } from './storedTensor';
import { areInOneOrder, shapeOf } from './tensorOrder';
import { isNumbered, ownParts, partsOfName } from './tensorWords';

export interface MatchedPair {
  a: StoredTensor;
  b: StoredTensor;
  /** `shape`: a guess by shape and order, where the names do not tell. */
  by: 'name' | 'shape';
}
export interface MatchedTensors {
  /** In A's order. Both have one shape and role. */
  pairs: MatchedPair[];
  /** Names. */
  unmatched: { a: string[]; b: string[] };
}

type Tensors = readonly StoredTensor[];

/**
 * Which tensor of A is which of B: those of one name, then of one name within their model, whatever that is called, then those
 * of which one's name ends as the other's, then, of the rest, those whose shape and order leave no other. Shape and role are
 * always the same.
 */
export function matchTensors(a: Tensors, b: Tensors): MatchedTensors {
  const partners = new Map<StoredTensor, StoredTensor>();
  const guessed = new Set<StoredTensor>();
  const [rolesA, rolesB] = [byRole(a), byRole(b)];
  for (const [role, inA] of rolesA) {
    const inB = rolesB.get(role);
    if (inB) matchRole(inA, inB, partners, guessed);
  }
  return {
    pairs: a.flatMap((tensor): MatchedPair[] => {
      const found = partners.get(tensor);
      return found ? [{ a: tensor, b: found, by: guessed.has(tensor) ? 'shape' : 'name' }] : [];
    }),
    unmatched: {
      a: a.filter(tensor => !partners.has(tensor)).map(tensor => tensor.entry.name),
      b: b.filter(tensor => !partners.has(tensor)).map(tensor => tensor.entry.name),
    },
  };
}

function byRole(tensors: Tensors): Map<string, StoredTensor[]> {
  const roles = new Map<string, StoredTensor[]>();
  for (const tensor of tensors) {
    const list = roles.get(tensor.entry.role);
    if (list) list.push(tensor);
    else roles.set(tensor.entry.role, [tensor]);
  }
  return roles;
}

/** Adds the pairs of two lists of one role to `partners`, both ways, and the tensors of A that were guessed to `guessed`. */
function matchRole(
  a: Tensors,
  b: Tensors,
  partners: Map<StoredTensor, StoredTensor>,
  guessed: Set<StoredTensor>,
): void {
  const add = (pairs: readonly TensorPair[], isGuess = false): void => {
    for (const [one, other] of pairs) {
      partners.set(one, other).set(other, one);
      if (isGuess) guessed.add(one);
    }
  };
  const partner = (tensor: StoredTensor): StoredTensor | undefined => partners.get(tensor);
  const isFree = (tensor: StoredTensor): boolean => !partners.has(tensor);
  const bySuffix = (partsOf: typeof ownParts, isEnough: (suffix: Suffix<StoredTensor>) => boolean): TensorPair[] =>
    pairBySuffix(namedOf(a, partsOf, isFree), namedOf(b, partsOf, isFree), shapeOf, isEnough);
  // A model of which A and B call some tensors the same: there another name is another tensor.
  const areCalledAlike = (): ((tensor: StoredTensor) => boolean) => {
    const models = new Set(a.filter(tensor => !isFree(tensor) && !guessed.has(tensor)).map(t => t.entry.model));
    return ({ entry }) => models.has(entry.model);
  };

  const isDone = (): boolean => !a.some(isFree) || !b.some(isFree);

  add(pairByName(a, b, ({ entry }) => entry.name));
  if (isDone()) return;
  const isOfNames = areCalledAlike();
  add(pairByName(a.filter(isFree), b.filter(isFree), nameInModel));
  for (const partsOf of [ownParts, pathParts]) if (!isDone()) add(bySuffix(partsOf, tellsLayer));
  if (isDone()) return;
  const free = a.filter(isFree);
  if (!free.some(isOfNames)) {
    const pairs = bySuffix(ownParts, isLongEnough);
    const areAll = pairs.length === free.length || pairs.length === b.filter(isFree).length;
    // `1.weight` is `layers.1.weight`, but not where numbers have shifted, so that 0 and 2 would be left over.
    if (!areAll && areInOneOrder(a, b, partner)) {
      const inOrder = a.map((tensor, i): TensorPair => [tensor, b[i]!]);
      add(
        inOrder.filter(([tensor]) => isFree(tensor)),
        true,
      );
    } else add(pairs);
  }
  if (isDone()) return;
  add(pairInLayers(a, b, partner), true);
  add(pairOfOneShape(a, b, partner, areCalledAlike()), true);
}

/** Pairs of one shape and name, which no other one of A or B has. */
function pairByName(a: Tensors, b: Tensors, nameOf: (tensor: StoredTensor) => string): TensorPair[] {
  const keyed = (tensors: Tensors): Map<string, StoredTensor | null> => {
    const found = new Map<string, StoredTensor | null>();
    for (const tensor of tensors) {
      const key = `${shapeOf(tensor)} ${nameOf(tensor)}`;
      found.set(key, found.has(key) ? null : tensor);
    }
    return found;
  };
  const inB = keyed(b);
  return [...keyed(a)].flatMap(([key, tensor]): TensorPair[] => {
    const found = tensor && inB.get(key);
    return found ? [[tensor, found]] : [];
  });
}

function nameInModel({ entry: { name, model } }: StoredTensor): string {
  return model !== null && name.startsWith(`${model}/`) ? name.slice(model.length + 1) : name;
}
const pathParts = ({ entry }: StoredTensor): string[] => partsOfName(entry.name);

/** Where variables are numbered, paths have the classes of layers only: the layers must agree. */
const areOfOneLayer = ({ a: { item: a }, b: { item: b } }: Suffix<StoredTensor>): boolean =>
  !isNumbered(a) || !isNumbered(b) || a.entry.layer === b.entry.layer;
const tellsLayer = (suffix: Suffix<StoredTensor>): boolean => suffix.isTelling && areOfOneLayer(suffix);
/** `0.weight` is enough, and `weight` where that is the whole name. */
const isLongEnough = (suffix: Suffix<StoredTensor>): boolean => {
  const { a, b, length } = suffix;
  const isWhole = Math.max(a.own, b.own) === 1 && Math.min(a.parts.length, b.parts.length) === 1;
  return (length > 1 || isWhole) && areOfOneLayer(suffix);
};
