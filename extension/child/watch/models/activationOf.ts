import { activationLayers } from '../../../core/layers/activationLayers';
import type { LayerLike } from '../tfjsInternals';

/** The name of the activation that a layer applies itself; null where it has none, or one without a name. */
export function activationOf(layer: LayerLike): string | null {
  try {
    return layer.activation?.getClassName?.() ?? activationLayers.get(layer.getClassName()) ?? null;
  } catch {
    return null;
  }
}
