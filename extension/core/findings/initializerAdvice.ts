import type { LayerInfo } from '../../protocol/model';
import type { LayerGraph } from './layerGraph';

/** Activations that pass half of the signal: weights make up for it with twice the variance (He et al. 2015). */
const rectifying = [
  'relu',
  'relu6',
  'leakyrelu',
  'leaky_relu',
  'elu',
  'gelu',
  'gelu_new',
  'swish',
  'silu',
  'mish',
  'prelu',
  'softplus',
  'thresholdedrelu',
];

/**
 * The initializer that keeps the size of the signal, by the activation that follows the layer: heNormal before
 * rectifiers, leCunNormal before selu, else glorotNormal (Glorot and Bengio 2010).
 */
export function initializerFor(layer: LayerInfo, graph: LayerGraph): 'heNormal' | 'leCunNormal' | 'glorotNormal' {
  const activation = activationAfter(layer, graph).toLowerCase();
  if (activation === 'selu') return 'leCunNormal';
  return rectifying.includes(activation) ? 'heNormal' : 'glorotNormal';
}

/** Its own, or, where that is linear, that of a layer of its own that follows at once: `relu`, or `ReLU`; `linear` where there is none. */
function activationAfter(layer: LayerInfo, graph: LayerGraph): string {
  if (layer.activation && layer.activation !== 'linear') return layer.activation;
  for (const next of graph.outputsTo(layer)) {
    if (next.activation && next.activation !== 'linear' && next.weights.length === 0) return next.activation;
    if (/relu|^elu$/i.test(next.className)) return next.className;
  }
  return 'linear';
}
