import { mapSummaries } from '../../core/stats/layerTensors';
import { withoutBuckets } from '../../core/stats/mergeSummaries';
import type { Snapshot } from '../../protocol/run';

/** The same snapshot with the figures alone, as it travels in events. */
export const summariesWithoutBuckets = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  layers: snapshot.layers.map(layer => mapSummaries(layer, withoutBuckets)),
});
