import { withoutBuckets } from '../../core/stats/mergeSummaries';
import type { LayerSnapshot, Snapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';

/** The same snapshot with the figures alone, as it travels in events. */
export function summariesWithoutBuckets(snapshot: Snapshot): Snapshot {
  return { ...snapshot, layers: snapshot.layers.map(layerWithoutBuckets) };
}

function layerWithoutBuckets(layer: LayerSnapshot): LayerSnapshot {
  const byName = (summaries: Record<string, Summary>): Record<string, Summary> =>
    Object.fromEntries(Object.entries(summaries).map(([name, summary]) => [name, withoutBuckets(summary)]));
  return {
    name: layer.name,
    weights: byName(layer.weights),
    weightGradients: byName(layer.weightGradients),
    preActivations: layer.preActivations.map(withoutBuckets),
    activations: layer.activations.map(withoutBuckets),
    activationGradients: layer.activationGradients.map(withoutBuckets),
  };
}
