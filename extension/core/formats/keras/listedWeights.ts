import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { addFailure, addProblem } from '../fileProblems';
import type { StoredTensor } from '../tensors/storedTensor';
import type { Hdf5File } from '../hdf5/hdf5File';

const maxParts = 100_000;

/**
 * Where a file of Keras' older kind has its weights: such a file lists layers, and the weights of each, in attributes. Empty
 * where that is its root; null where there are no such lists.
 */
export function weightsRoot(file: Hdf5File, groups: readonly string[], problems: FileProblem[]): string | null {
  for (const root of ['/model_weights', ''])
    try {
      const group = root || '/';
      if (groups.includes(group) && hasList(file.attributeNames(group), 'layer_names')) return root;
    } catch (error) {
      addFailure(problems, error, root || '/');
    }
  return null;
}

/** The tensors in the order of Keras' lists, each with its layer; what no list names comes last. */
export function nameWeights(
  file: Hdf5File,
  { tensors, groups }: { tensors: readonly StoredTensor[]; groups: readonly string[] },
  { root, nested }: { root: string; nested: ReadonlyMap<string, ReadonlySet<string>> },
  problems: FileProblem[],
): StoredTensor[] {
  const byPath = new Map(tensors.map(tensor => [tensor.entry.name, tensor]));
  const known = new Set(groups);
  const named = new Set<StoredTensor>();
  const take = (group: string, layer: string | null, role: 'weight' | 'optimizer'): void => {
    for (const weight of listed(file, group, 'weight_names', problems)) {
      const path = `${group}/${weight}`.replace(/\/+/g, '/');
      const tensor = byPath.get(path);
      if (!tensor) {
        addProblem(problems, 'tensor-missing', 'Its layer lists it, and it is not there.', path);
        continue;
      }
      const fullName = weight.replace(/:0$/, '');
      tensor.entry = { ...tensor.entry, role, layer: innerLayer(layer, fullName), fullName };
      named.add(tensor);
    }
  };
  // `inner/inner_conv/kernel` of the nested model `inner` is of its layer `inner_conv`.
  const innerLayer = (layer: string | null, variable: string): string | null => {
    const names = layer === null ? undefined : nested.get(layer);
    return (names && variable.split('/').findLast(part => names.has(part))) ?? layer;
  };
  for (const layer of listed(file, root || '/', 'layer_names', problems)) {
    const group = `${root}/${layer}`;
    if (known.has(group)) take(group, layer, 'weight');
    else addProblem(problems, 'layer-missing', 'The file lists this layer, and has no weights of it.', group);
  }
  if (known.has(`${root}/top_level_model_weights`)) take(`${root}/top_level_model_weights`, null, 'weight');
  if (known.has('/optimizer_weights')) take('/optimizer_weights', null, 'optimizer');
  const rest = tensors.filter(tensor => !named.has(tensor));
  for (const tensor of rest) tensor.entry = { ...tensor.entry, role: 'other' };
  return [...named, ...rest];
}

const hasList = (attributes: readonly string[], name: string): boolean =>
  attributes.includes(name) || attributes.includes(`${name}0`);

/** A list of names, which Keras cuts into `weight_names0`, `weight_names1`, … where it is too long for one attribute. */
function listed(file: Hdf5File, group: string, name: string, problems: FileProblem[]): string[] {
  try {
    const attributes = new Set(file.attributeNames(group));
    if (attributes.has(name)) return texts(file, group, name);
    const parts: string[] = [];
    for (let i = 0; i < maxParts && attributes.has(`${name}${i}`); i++)
      parts.push(...texts(file, group, `${name}${i}`));
    return parts;
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    addProblem(problems, error.code, `Its list ${name} cannot be read: ${error.message}.`, group);
    return [];
  }
}

function texts(file: Hdf5File, group: string, name: string): string[] {
  const value = file.attribute(group, name);
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : typeof value === 'string' ? [value] : [];
}
