import { layerGroups } from '../../core/formats/keras/kerasConfig';
import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import { readNumbers } from '../../core/formats/tensors/tensorValues';
import { LayerglassError } from '../../protocol/errors';
import type { TensorFlow } from '../tensorflow';
import { isModel } from '../watch/models/layerRows';
import type { LayerLike, LayerVariableLike, ModelLike, Tensor } from '../watch/tfjsInternals';

type Writable = LayerVariableLike & { write(value: Tensor): unknown };

/** All values of a stored tensor, as TensorFlow.js holds them. Throws LayerglassError. */
export function storedValues({ core }: TensorFlow, stored: StoredTensor): Tensor {
  const { shape, count, dtype } = stored.entry;
  const values = readNumbers(stored, 0, count);
  if (dtype === 'int32') return core.tensor(Int32Array.from(values), shape, 'int32');
  if (dtype === 'bool') return core.tensor(Uint8Array.from(values), shape, 'bool');
  return core.tensor(values instanceof Float32Array ? values : Float32Array.from(values), shape, 'float32');
}

/**
 * Puts the weights of a Keras file into the layers of the model that was built of its configuration: layer by layer, by name
 * and shape, in Keras' order. Throws LayerglassError `weights-mismatch`. @param pause called after each layer
 */
export async function placeWeights(
  tensorflow: TensorFlow,
  model: ModelLike,
  config: unknown,
  tensors: readonly StoredTensor[],
  pause: () => Promise<void>,
): Promise<void> {
  const weights = tensors.filter(t => t.entry.role === 'weight');
  for (const [layer, stored] of storedByLayer(model, config, weights)) {
    const pairs = matchWeights(layer, stored);
    for (const [weight, tensor] of pairs) {
      const value = storedValues(tensorflow, tensor);
      (weight as Writable).write(value);
      value.dispose();
    }
    await pause();
  }
}

/** The stored tensors of each layer that has weights: of a nested model's too, where the file has them apart. */
function storedByLayer(
  model: ModelLike,
  config: unknown,
  weights: readonly StoredTensor[],
): Map<LayerLike, StoredTensor[]> {
  const found = new Map<LayerLike, StoredTensor[]>();
  const isTracked = weights.some(t => /\/vars\/\d+$/.test(t.entry.name));
  if (!isTracked) {
    const root = weights.some(t => t.entry.name.startsWith('/model_weights/')) ? '/model_weights' : '';
    const of = (layer: LayerLike): StoredTensor[] =>
      weights.filter(t => t.entry.name.startsWith(`${root}/${layer.name}/`));
    for (const layer of model.layers) if (layer.weights.length) found.set(layer, of(layer));
    return found;
  }
  const groups = layerGroups(config);
  const byGroup = new Map<string, StoredTensor[]>();
  for (const tensor of weights) {
    const group = groupOf(tensor.entry.name, groups);
    if (group !== null) byGroup.set(group, [...(byGroup.get(group) ?? []), tensor]);
  }
  for (const group of groups.keys()) {
    const layer = layerAt(model, group, groups);
    if (layer && !isModel(layer) && layer.weights.length) found.set(layer, inOrder(byGroup.get(group) ?? []));
  }
  return found;
}

function groupOf(name: string, groups: ReadonlyMap<string, unknown>): string | null {
  const path = name.replace(/^\/_layer_checkpoint_dependencies\//, '/layers/');
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    if (groups.has(path.slice(0, end))) return path.slice(0, end);
  return null;
}

/** The layer of a group: by the names of those that hold it. */
function layerAt(model: ModelLike, group: string, groups: ReturnType<typeof layerGroups>): LayerLike | null {
  let layers: LayerLike[] | undefined = model.layers;
  let layer: LayerLike | undefined;
  for (let end = group.indexOf('/', '/layers/'.length); ; end = group.indexOf('/', end + '/layers/'.length)) {
    const name = groups.get(end < 0 ? group : group.slice(0, end))?.name;
    layer = layers?.find(one => one.name === name);
    if (end < 0 || !layer) return layer ?? null;
    layers = layer.layers;
  }
}

const natural = new Intl.Collator('en', { numeric: true });
/** Keras' order within a layer: forward before backward, then as numbered. */
const inOrder = (tensors: readonly StoredTensor[]): StoredTensor[] => {
  const key = ({ entry }: StoredTensor): string =>
    entry.name.replace(/\/forward_layer\//g, '/0/').replace(/\/backward_layer\//g, '/1/');
  return [...tensors].sort((a, b) => natural.compare(key(a), key(b)));
};

/** Each weight of a layer with what is stored for it. */
export function matchWeights(
  layer: Pick<LayerLike, 'name' | 'weights'>,
  stored: readonly StoredTensor[],
): [LayerVariableLike, StoredTensor][] {
  const { weights } = layer;
  if (weights.length === stored.length && weights.every((weight, i) => fits(weight, stored[i]!)))
    return weights.map((weight, i) => [weight, stored[i]!]);
  const left = new Set(stored);
  return weights.map(weight => {
    const fitting = [...left].filter(tensor => fits(weight, tensor));
    const owner = weight.originalName.split('/').at(-2);
    const chosen = fitting.find(t => owner !== undefined && pathOf(t).includes(owner)) ?? fitting[0];
    if (!chosen) throw mismatch(layer.name, weight, stored);
    left.delete(chosen);
    return [weight, chosen];
  });
}

const pathOf = ({ entry }: StoredTensor): string[] => (entry.fullName ?? entry.name).split('/');
/** By the last word of its name, where it is a word; Keras 3 calls every kernel so. */
function fits(weight: LayerVariableLike, tensor: StoredTensor): boolean {
  const { shape } = tensor.entry;
  if (shape.length !== weight.shape.length || shape.some((n, i) => n !== weight.shape[i])) return false;
  const word = pathOf(tensor).at(-1)!.replace(/:\d+$/, '');
  const wanted = weight.originalName.split('/').at(-1)!.replace(/_\d+$/, '');
  return (
    /^\d+$/.test(word) ||
    word === wanted ||
    (word === 'kernel' && wanted === 'depthwise_kernel') ||
    (word === 'depthwise_kernel' && wanted === 'kernel')
  );
}

const mismatch = (layer: string, weight: LayerVariableLike, stored: readonly StoredTensor[]): LayerglassError =>
  new LayerglassError(
    'weights-mismatch',
    `The file has no weight that fits ${weight.originalName.split('/').at(-1)} (${weight.shape.join('×')}) of the layer ${layer}`,
    {
      where: layer,
      remedy: stored.length
        ? `It has ${stored
            .map(t => `${pathOf(t).at(-1)} (${t.entry.shape.join('×')})`)
            .slice(0, 8)
            .join(', ')} there.`
        : 'It was not saved to its end: copy it again.',
    },
  );
