import { mergeSummaries } from '../../extension/core/stats/mergeSummaries';
import { formatFigure } from '../../extension/core/stats/formatFigure';
import { readSnapshot } from '../../extension/core/runs/readSnapshot';
import type { CheckpointRecord, SnapshotRef } from '../../extension/protocol/run';
import type { Summary } from '../../extension/protocol/summary';
import { histogramSvg, svgDataUri } from './histogramSvg';
import type { ThemeName } from './themeColors';

/** The weights of the whole model in one histogram, as an image; null where the run folder holds no snapshot of that step. */
export function checkpointPicture(
  runFolder: string,
  { fit, step }: CheckpointRecord,
  models: readonly string[],
  theme: ThemeName,
): { uri: string; alt: string } | null {
  const weights: Summary[] = [];
  for (const model of models) {
    const ref: Pick<SnapshotRef, 'fit' | 'model' | 'step'> = { fit, model, step };
    for (const layer of readSnapshot(runFolder, ref)?.layers ?? []) weights.push(...Object.values(layer.weights));
  }
  if (weights.length === 0) return null;
  const all = mergeSummaries(weights);
  return {
    uri: svgDataUri(histogramSvg(all, { kind: 'weights', theme, title: 'All weights', widthPx: 320, heightPx: 72 })),
    alt: `Histogram of all weights: mean ${formatFigure(all.mean)}, std ${formatFigure(all.std)}`,
  };
}
