import type { TensorData } from '../../../core/runs/checkpointContent';

/** A weight as the program has it now. */
export interface NamedForm {
  name: string;
  dtype: string;
  shape: readonly (number | null)[];
}

/** Which weight of a checkpoint goes where. */
export interface WeightMap<T extends NamedForm> {
  pairs: { now: T; saved: TensorData }[];
  /** Neither name nor place gives them a counterpart of their form. */
  unmapped: { now: T[]; saved: TensorData[] };
}

/**
 * Finds the saved weight of each weight: by name and shape, else, where only the numbers in layer names have shifted
 * (`conv2d_1` for `conv2d_2`), by whole layers, in order among those of the same kind and shapes.
 */
export function mapWeights<T extends NamedForm>(
  weights: readonly T[],
  saved: readonly TensorData[],
  isSameForm: (now: T, saved: TensorData) => boolean,
): WeightMap<T> {
  const byName = new Map(saved.map(s => [s.name, s]));
  const pairs: { now: T; saved: TensorData }[] = [];
  const taken = new Set<TensorData>();
  const take = (now: T, found: TensorData): void => {
    taken.add(found);
    pairs.push({ now, saved: found });
  };
  const lost = new Set(weights);
  for (const now of weights) {
    const found = byName.get(now.name);
    if (!found || !isSameForm(now, found)) continue;
    take(now, found);
    lost.delete(now);
  }
  const savedLayers = byLayer(saved.filter(s => !taken.has(s)));
  for (const layer of byLayer([...lost])) {
    // a layer of which a part was found by name is that layer, changed
    if (layer.length < weights.filter(w => layerOf(w.name) === layerOf(layer[0]!.name)).length) continue;
    const at = savedLayers.findIndex(
      candidate =>
        candidate.length === layer.length &&
        layer.every((now, i) => {
          const then = candidate[i]!;
          return unnumbered(then.name) === unnumbered(now.name) && isSameForm(now, then);
        }),
    );
    if (at < 0) continue;
    const [found] = savedLayers.splice(at, 1);
    layer.forEach((now, i) => {
      take(now, found![i]!);
      lost.delete(now);
    });
  }
  return { pairs, unmapped: { now: [...lost], saved: saved.filter(s => !taken.has(s)) } };
}

const layerOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

function byLayer<T extends { name: string }>(weights: readonly T[]): T[][] {
  const layers = new Map<string, T[]>();
  for (const weight of weights) {
    const layer = layers.get(layerOf(weight.name));
    if (layer) layer.push(weight);
    else layers.set(layerOf(weight.name), [weight]);
  }
  return [...layers.values()];
}

/** `conv2d_Conv2D2/kernel` without the numbers that TensorFlow.js counts layers with. */
const unnumbered = (name: string): string => name.replace(/(?:_?\d+)(?=\/|$)/g, '');
