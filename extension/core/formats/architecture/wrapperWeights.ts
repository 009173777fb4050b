import type { LayerInfo, WeightInfo } from '../../../protocol/model';
import type { TensorEntry } from '../../../protocol/reader';
import { layerWeights } from './layerWeights';
import type { LayerNode } from './modelGraph';
import { isWrapper } from './wrapperShapes';

/**
 * The weights of a wrapper: of the layers in it, and its own. Those of a wrapper that is not known are what is stored.
 * @param within of the layers in it
 * @returns `within` itself where there are no others
 */
export function wrapperWeights(
  node: LayerNode,
  within: WeightInfo[],
  stored: readonly TensorEntry[],
  isTrainable: boolean,
): WeightInfo[] {
  if (node.className === 'SpectralNormalization' && !node.isOwn) {
    const kernel = within.find(({ name }) => /(kernel|embeddings)$/.test(name));
    if (kernel)
      return [...within, { ...kernel, name: 'vector_u', shape: [1, kernel.shape.at(-1) ?? 1], trainable: false }];
  } else if (isWrapper(node)) return within;
  const left = new Map<string, TensorEntry[]>();
  for (const tensor of stored) {
    const alike = left.get(String(tensor.shape));
    if (alike) alike.push(tensor);
    else left.set(String(tensor.shape), [tensor]);
  }
  // Of one shape the first are those within.
  const taken = new Set<TensorEntry>();
  for (const list of left.values()) list.reverse();
  const isKnown = within.every(({ shape }) => {
    const tensor = left.get(String(shape))?.pop();
    return tensor && taken.add(tensor);
  });
  const others = isKnown ? stored.filter(tensor => !taken.has(tensor)) : stored;
  if (!others.length) return within;
  const own = layerWeights(node, null, others, isTrainable, []);
  return isKnown ? [...within, ...own] : own;
}

/** The weights of all layers in a wrapper, those that are trained first; of several layers with the layer's name. */
export function weightsWithin(rows: readonly LayerInfo[]): WeightInfo[] {
  const holders = new Set(rows.map(row => row.parent));
  const leaves = rows.filter(row => row.weights.length && !holders.has(row.name));
  const weights = leaves.flatMap(row =>
    row.weights.map(weight => (leaves.length > 1 ? { ...weight, name: `${row.name}/${weight.name}` } : weight)),
  );
  return [...weights.filter(w => w.trainable), ...weights.filter(w => !w.trainable)];
}
