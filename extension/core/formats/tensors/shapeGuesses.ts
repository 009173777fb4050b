import { namedOf, pairBySuffix } from './commonSuffixes';
import type { StoredTensor } from './storedTensor';
import { areInOneOrder, shapeOf } from './tensorOrder';
import { areOfOneKind, isNumbered, ownParts, partsOfName, speakKeras } from './tensorWords';

export type TensorPair = [StoredTensor, StoredTensor];
/** The partner that is known of a tensor, of A or of B. */
export type Partner = (tensor: StoredTensor) => StoredTensor | undefined;
type Tensors = readonly StoredTensor[];

/**
 * Of layers of one name: their tensors that have one shape with one another alone, or that come in one order, as where Keras 3
 * numbers the variables of a layer.
 */
export function pairInLayers(a: Tensors, b: Tensors, partner: Partner): TensorPair[] {
  const all = { a: layersOf(a), b: layersOf(b) };
  const hasName = (layer: Layer): boolean => layer.parts.length > 0;
  const named = (layers: Layer[]) => namedOf(layers, layer => layer.parts, hasName);
  const layers = pairBySuffix(
    named(all.a),
    named(all.b),
    () => '',
    ({ isTelling }) => isTelling,
  );
  // Numbers that only count layers of a class can be of another count: then some layer is left over.
  if ([all.a, all.b].some(side => layers.length < side.length && haveClassNames(side))) return [];
  const hasOwnName = (tensor: StoredTensor): boolean => !isNumbered(tensor);
  return layers.flatMap(([inA, inB]) => {
    const isElsewhere = !arePartners(inA, inB, partner) || !arePartners(inB, inA, partner);
    const free = { a: inA.tensors.filter(t => !partner(t)), b: inB.tensors.filter(t => !partner(t)) };
    // Two that both have names, and not the same, are two.
    if (isElsewhere || (free.a.some(hasOwnName) && free.b.some(hasOwnName))) return [];
    return areInOneOrder(free.a, free.b, () => undefined)
      ? free.a.map((tensor, i): TensorPair => [tensor, free.b[i]!])
      : pairSingles(free.a, free.b);
  });
}

/** True where variables are numbered, and their layers called as the groups that they are in: `dense_1`, the second `Dense`. */
function haveClassNames(layers: readonly Layer[]): boolean {
  const numbered = layers.flatMap(({ tensors }) => tensors.filter(isNumbered)).filter(t => t.entry.layer !== null);
  return numbered.length > 0 && numbered.every(t => partsOfName(t.entry.name).includes(t.entry.layer!));
}

/** True where the partners of all that have one are in the other layer. */
function arePartners({ tensors }: Layer, { tensors: others }: Layer, partner: Partner): boolean {
  const other = new Set<StoredTensor | undefined>([...others, undefined]);
  return tensors.every(tensor => other.has(partner(tensor)));
}

/**
 * Those that alone have their shape, in A and in B. Of a model whose tensors A and B call alike, one of another name is another
 * one, unless it is of a layer of several tensors that all are the same but for the layer's name.
 * @param isOfNames whether a tensor of A is of such a model
 */
export function pairOfOneShape(
  a: Tensors,
  b: Tensors,
  partner: Partner,
  isOfNames: (tensor: StoredTensor) => boolean,
): TensorPair[] {
  const isKeras = { a: speakKeras(a), b: speakKeras(b) };
  const singles = pairSingles(a, b).filter(
    ([one, other]) =>
      !partner(one) &&
      !partner(other) &&
      one.entry.count > 1 &&
      areOfOneKind({ tensor: one, isKeras: isKeras.a }, { tensor: other, isKeras: isKeras.b }) !== false,
  );
  const layers = { a: layerOfEach(a), b: layerOfEach(b) };
  const found = new Map(singles);
  return singles.filter(([one, other]) => {
    if (!isOfNames(one)) return true;
    const [inA, inB] = [layers.a.get(one)!, layers.b.get(other)!];
    const inOther = new Set(inB.tensors);
    const isSame = (tensor: StoredTensor): boolean => inOther.has(found.get(tensor)!);
    return inA.tensors.length > 1 && inA.tensors.length === inB.tensors.length && inA.tensors.every(isSame);
  });
}

/** Pairs of tensors whose shape no other one of their list has. */
function pairSingles(a: Tensors, b: Tensors): TensorPair[] {
  const [inA, inB] = [singlesOf(a), singlesOf(b)];
  return [...inA].flatMap(([shape, tensor]): TensorPair[] => {
    const found = tensor && inB.get(shape);
    return found ? [[tensor, found]] : [];
  });
}
/** By shape; null where several have it. */
function singlesOf(tensors: Tensors): Map<string, StoredTensor | null> {
  const singles = new Map<string, StoredTensor | null>();
  for (const tensor of tensors) singles.set(shapeOf(tensor), singles.has(shapeOf(tensor)) ? null : tensor);
  return singles;
}

interface Layer {
  parts: readonly string[];
  tensors: StoredTensor[];
}
/** The layers of a list of tensors: as the file says, else by what stands before the last part of their names. */
function layersOf(tensors: Tensors): Layer[] {
  return [...new Set(layerOfEach(tensors).values())];
}
function layerOfEach(tensors: Tensors): Map<StoredTensor, Layer> {
  const layers = new Map<string, Layer>();
  return new Map(
    tensors.map(tensor => {
      const { layer: name } = tensor.entry;
      const parts = name === null ? ownParts(tensor).slice(0, -1) : partsOfName(name);
      const key = parts.join('/');
      const layer = layers.get(key) ?? { parts, tensors: [] };
      layers.set(key, layer);
      layer.tensors.push(tensor);
      return [tensor, layer];
    }),
  );
}
