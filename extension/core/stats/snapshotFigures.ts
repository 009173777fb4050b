import type { Snapshot } from '../../protocol/run';
import { mapSummaries } from './layerTensors';
import { withoutBuckets } from './mergeSummaries';

/** The same snapshot with the figures alone, as it travels in events. */
export const snapshotFigures = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  layers: snapshot.layers.map(layer => mapSummaries(layer, withoutBuckets)),
});
