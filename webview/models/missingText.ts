import type { LayerInfo } from '../../extension/protocol/model';
import type { Snapshot } from '../../extension/protocol/run';
import type { TensorFacet } from '../../extension/protocol/summary';
import { facetLabels } from './tensors';

/** Why a layer has nothing of a facet, as far as it is known: what the snapshot says, or what the layer is. */
export function missingText(layer: LayerInfo, facet: TensorFacet, snapshot: Snapshot | null): string {
  const none = `No ${facetLabels[facet].toLowerCase()} of this layer`;
  if (!snapshot) return `${none}: no snapshot was taken.`;
  if ((facet === 'weights' || facet === 'gradients') && layer.weights.length === 0)
    return layer.parameters > 0 ? `${none} itself: they are in the layers inside.` : `${none}: it has no weights.`;
  if (facet === 'gradients' && layer.trainable === 0) return `${none}: it is not trained.`;
  if (snapshot.note) return `${none}. ${snapshot.note}`;
  if (facet === 'preActivations' && !layer.activation) return `${none}: it applies no activation function itself.`;
  if (snapshot.step === 0 && facet !== 'weights' && snapshot.probed === 0) return `${none}: there was no batch.`;
  return `${none} in this snapshot.`;
}
