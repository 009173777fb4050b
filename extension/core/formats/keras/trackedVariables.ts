import { LayerglassError } from '../../../protocol/errors';
import type { Hdf5File } from '../hdf5/hdf5File';
import type { StoredTensor } from '../tensors/storedTensor';
import type { ConfiguredLayer } from './kerasConfig';
import { variableNames } from './variableNames';

/** `<what has them>/vars/<number>`. */
const variablePath = /^(.*)\/vars\/([^/]+)$/;
const isVariable = ({ entry }: StoredTensor): boolean => /\/vars\/\d+$/.test(entry.name);

/** True for a weights file of Keras 3, and of Keras 2 since it has `.keras`. */
export const areTracked = (tensors: readonly StoredTensor[]): boolean => tensors.some(isVariable);

/**
 * Says of which layer each variable is, in the model's order: what the layers have, what the optimizer has, what is left.
 * @param nameOf what a group says it is called: Keras 3 writes it beside the variables
 * @param layers by group, where the model's configuration is known
 */
export function nameVariables(
  tensors: readonly StoredTensor[],
  nameOf: (group: string) => string | null,
  layers: ReadonlyMap<string, ConfiguredLayer>,
): StoredTensor[] {
  const counts = new Map<string, number>();
  for (const { entry } of tensors) {
    const owner = variablePath.exec(entry.name)?.[1];
    if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const order = new Map([...layers.keys()].map((group, i) => [group, i]));
  const placed = tensors.map(tensor => {
    const [, owner, key] = variablePath.exec(tensor.entry.name) ?? [];
    const role = owner === undefined ? 'other' : roleOf(owner);
    const group = owner !== undefined && role === 'weight' ? layerGroup(owner, layers) : null;
    const layer = group && (nameOf(group) ?? layers.get(group)?.name ?? group.slice(group.lastIndexOf('/') + 1));
    let fullName: string | undefined;
    if (layer && owner !== undefined) {
      const within = owner.slice(group!.length).replace(/^\//, '');
      const names = variableNames(layers.get(group!), within, counts.get(owner)!);
      const variable = names?.[Number(key)];
      if (variable) fullName = [layer, within, variable].filter(Boolean).join('/');
    }
    tensor.entry = { ...tensor.entry, role, layer, ...(fullName && { fullName }) };
    return { tensor, role: roles.indexOf(role), at: (group !== null ? order.get(group) : undefined) ?? Infinity };
  });
  return placed
    .sort((a, b) => a.role - b.role || compare(a.at, b.at) || comparePlaces(a.tensor, b.tensor))
    .map(({ tensor }) => tensor);
}

const roles = ['weight', 'optimizer', 'other'] as const;
const natural = new Intl.Collator('en', { numeric: true });
/** What a group has itself comes before what its parts have; of a recurrent layer the two directions are turned round. */
function comparePlaces(a: StoredTensor, b: StoredTensor): number {
  const [first, second] = [a, b].map(({ entry }) => {
    const parts = entry.name.replace('/backward_layer/', '/forward_layer~/').split('/');
    return [...parts.slice(0, -2), '', parts.at(-1)!];
  }) as [string[], string[]];
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const order = natural.compare(first[i]!, second[i]!);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Of random numbers and of what is only reported is not what a model has learnt. */
function roleOf(owner: string): (typeof roles)[number] {
  if (/^\/optimizer(\/|$)/.test(owner)) return 'optimizer';
  return /^\/(metrics|loss|compile_metrics|_?loss_tracker)(\/|$)/.test(owner) ||
    /\/(_?random_|seed_)generator$/.test(owner)
    ? 'other'
    : 'weight';
}

/** The group of the layer that has those variables: of nested models, the innermost one's. Null for those of the model itself. */
function layerGroup(owner: string, layers: ReadonlyMap<string, ConfiguredLayer>): string | null {
  const parts = owner.split('/');
  for (let length = parts.length; length > 1; length--) {
    const group = parts.slice(0, length).join('/');
    if (layers.has(group)) return group;
  }
  // In a model that is a class of its own, groups are called as its fields.
  const inList = parts.lastIndexOf('layers');
  const end =
    inList > 0 && inList + 1 < parts.length ? inList + 2 : parts[1] === '_layer_checkpoint_dependencies' ? 3 : 2;
  return parts.length > 1 ? parts.slice(0, end).join('/') : null;
}

/** What a group of variables says that it is called; null where it does not. */
export const groupNames = (file: Hdf5File, groups: readonly string[]): ((group: string) => string | null) => {
  const known = new Set(groups);
  return group => {
    const path = `${group}/vars`;
    if (!known.has(path)) return null;
    try {
      const name = file.attributeNames(path).includes('name') ? file.attribute(path, 'name') : null;
      return typeof name === 'string' ? name : null;
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
      return null;
    }
  };
};
