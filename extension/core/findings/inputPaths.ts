import type { LayerInfo, ModelInfo } from '../../protocol/model';
import { isNormalization, isWeighted, keepsSize, type LayerGraph, graphOf } from './layerGraph';
import { isBuiltIn } from './remedies';

/** What an input meets first: weights that multiply it as it is, weights that take it as an index, or something that may rescale it. */
export type InputUse = 'weights' | 'indices' | 'unknown';

/**
 * How the values of a model's input are used. `weights` only where on every path the first thing that changes their size is a
 * layer of TensorFlow.js that multiplies them by its weights.
 */
export function inputUse(model: ModelInfo, index: number): InputUse {
  const graph = graphOf(model);
  const starts = entrances(model, graph, index);
  if (starts.length === 0) return 'unknown';
  const seen = new Set<LayerInfo>();
  const uses = new Set<InputUse>();
  const walk = (layer: LayerInfo): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    if (layer.className === 'Embedding') uses.add('indices');
    else if (isNormalization(layer)) uses.add('unknown');
    else if (isWeighted(layer)) uses.add(isBuiltIn(layer) ? 'weights' : 'unknown');
    else if (!keepsSize(layer) || (layer.activation !== null && layer.activation !== 'linear')) uses.add('unknown');
    else {
      const next = graph.outputsTo(layer);
      if (next.length === 0) uses.add('unknown');
      next.forEach(walk);
    }
  };
  starts.forEach(walk);
  return uses.size === 1 ? [...uses][0]! : uses.has('indices') && !uses.has('weights') ? 'indices' : 'unknown';
}

/** The layers that take the input: its InputLayer, or, in a model without those, its first layer. */
function entrances(model: ModelInfo, graph: LayerGraph, index: number): LayerInfo[] {
  const own = model.layers.filter(l => l.depth === 0);
  const inputs = own.filter(l => l.className === 'InputLayer');
  if (inputs.length > 0) {
    const named = inputs.find(l => l.name === model.inputs[index]?.name);
    return [named ?? inputs[index]].filter(l => l !== undefined);
  }
  if (index > 0) return [];
  const first = graph.leaves[0];
  return first ? [first] : [];
}
