import { readManifest } from '../core/runs/manifestFile';
import { runTarget } from '../engine/resumeTarget';
import type { LayerInfo } from '../protocol/model';

/** The layers of the models that a checkpoint belongs to, as its run knows them; null where there is no run about it. */
export function checkpointLayers(place: string): LayerInfo[] | null {
  const { runFolder, choice } = runTarget(place);
  if (choice === 'last') return null;
  try {
    return readManifest(runFolder).manifest.models.flatMap(model => model.layers);
  } catch {
    return null;
  }
}
