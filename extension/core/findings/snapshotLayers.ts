import type { LayerSnapshot, Snapshot } from '../../protocol/run';

const known = new WeakMap<Snapshot, ReadonlyMap<string, LayerSnapshot>>();
/** The layers of a snapshot by name, of the first of that name; made once: each rule asks for them. */
export function snapshotLayers(snapshot: Snapshot): ReadonlyMap<string, LayerSnapshot> {
  let layers = known.get(snapshot);
  if (!layers) known.set(snapshot, (layers = new Map([...snapshot.layers].reverse().map(l => [l.name, l]))));
  return layers;
}
