import type { LayerLike } from '../tfjsInternals';

const activationLayers: Record<string, string> = {
  ReLU: 'relu',
  LeakyReLU: 'leakyRelu',
  PReLU: 'prelu',
  ELU: 'elu',
  ThresholdedReLU: 'thresholdedRelu',
  Softmax: 'softmax',
};
/** The name of the activation that a layer applies itself; null where it has none, or one without a name. */
export function activationOf(layer: LayerLike): string | null {
  try {
    return layer.activation?.getClassName?.() ?? activationLayers[layer.getClassName()] ?? null;
  } catch {
    return null;
  }
}
