import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';

/** `name`: called alike. `place`: at the same place among those left, of the same class and weights. `shape`: called alike, of another shape. */
export type MatchKind = 'name' | 'place' | 'shape';
export interface LayerMatch {
  /** A layer's name in the first model, null for one that only the second has; `other` the other way round. */
  layer: string | null;
  other: string | null;
  kind: MatchKind | null;
}

export const matchWords: Record<MatchKind, string> = { name: 'same name', place: 'by place', shape: 'other shape' };

const shapes = (layer: LayerInfo): string =>
  JSON.stringify([layer.className, layer.weights.map(w => w.shape), layer.outputShape?.slice(1) ?? null]);
/** Names that TensorFlow.js counts up say nothing of another run's: `dense_Dense3` is `dense`. */
const isCounted = (layer: LayerInfo): boolean => new RegExp(`_${escaped(layer.className)}\\d+$`).test(layer.name);
const escaped = (text: string): string => text.replace(/[^\w]/g, '\\$&');

/**
 * Which layers of two models stand for one another: by name, then, in order, by class and shape; in the order of the first
 * model, with those that only the second has where they stand in it. Names that were counted up by TensorFlow.js match
 * only where the shape does too.
 */
export function matchLayers(
  model: Pick<ModelInfo, 'layers'>,
  other: Pick<ModelInfo, 'layers'>,
  names: { model: readonly string[]; other: readonly string[] },
): LayerMatch[] {
  const own = infos(model, names.model);
  const theirs = infos(other, names.other);
  const taken = new Map<LayerInfo, { other: LayerInfo; kind: MatchKind }>();
  const left = new Set(theirs);
  const take = (layer: LayerInfo, found: LayerInfo, kind: MatchKind) => {
    taken.set(layer, { other: found, kind });
    left.delete(found);
  };
  for (const layer of own) {
    const found = theirs.find(o => o.name === layer.name);
    if (!found || !left.has(found)) continue;
    if (shapes(found) === shapes(layer)) take(layer, found, 'name');
    else if (!isCounted(layer)) take(layer, found, 'shape');
  }
  for (const layer of own) {
    if (taken.has(layer)) continue;
    const found = [...left].find(o => shapes(o) === shapes(layer));
    if (found) take(layer, found, 'place');
  }
  const matches = own.map((layer): LayerMatch => {
    const match = taken.get(layer);
    return { layer: layer.name, other: match?.other.name ?? null, kind: match?.kind ?? null };
  });
  // One that only the other has follows the layer that it follows there.
  for (const lone of theirs) {
    if (!left.has(lone)) continue;
    const before = theirs[theirs.indexOf(lone) - 1];
    const at = before ? matches.findIndex(m => m.other === before.name) + 1 : 0;
    matches.splice(at, 0, { layer: null, other: lone.name, kind: null });
  }
  return matches;
}

function infos({ layers }: Pick<ModelInfo, 'layers'>, names: readonly string[]): LayerInfo[] {
  const byName = new Map(layers.map(l => [l.name, l]));
  return names.flatMap(name => byName.get(name) ?? []);
}
