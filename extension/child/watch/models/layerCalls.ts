import type { Shape } from '../../../protocol/model';
import type { LayerLike, ModelLike, NodeLike } from '../tfjsInternals';
import { isModel, safeWeights, type LayerRow } from './layerRows';
import { multiplyAdds, type LayerCall } from '../../../core/layers/multiplyAdds';
import { weightNames } from '../../../core/layers/weightNames';

/** The calls of a layer that belong to the graph that holds it: a layer may be in several models. */
export function nodesOf(layer: LayerLike, container: ModelLike | null): NodeLike[] {
  const nodes = layer.inboundNodes ?? [];
  const graph = container?.containerNodes ?? container?.model?.containerNodes;
  if (!graph?.size) return nodes;
  return nodes.filter((_, i) => graph.has(`${layer.name}_ib-${i}`));
}

/** Shape of the first output of a call. */
export const outputShapeOf = (node: NodeLike | undefined): Shape | null => firstShape(node?.outputShapes);

/**
 * Multiply-adds of all calls of a row's layer for one example, within nested models and wrappers as often as those are called;
 * a nested model's are those of its layers. null where one of them is not known.
 */
export function rowMultiplyAdds(row: LayerRow): number | null {
  const { layer, parent } = row;
  const parentClass = parent?.layer.getClassName();
  if (!parent) return ofGraph(layer, row.container);
  if (isModel(parent.layer)) return times(ofGraph(layer, parent.layer), repeatsOf(parent));
  if (parentClass === 'TimeDistributed') return rowMultiplyAdds(parent);
  if (parentClass !== 'Bidirectional') return null;
  const [node] = nodesOf(parent.layer, parent.container);
  return node ? times(ofCall(layer, { input: firstShape(node.inputShapes), output: null }), repeatsOf(parent)) : null;
}

/** How often a row's layer runs for one example. */
function repeatsOf(row: LayerRow): number | null {
  const { layer, parent, container } = row;
  const calls = nodesOf(layer, container);
  if (!parent) return calls.length;
  if (isModel(parent.layer)) return times(calls.length, repeatsOf(parent));
  const [node] = nodesOf(parent.layer, parent.container);
  const steps = parent.layer.getClassName() === 'TimeDistributed' ? firstShape(node?.inputShapes)?.[1] : null;
  return times(steps ?? null, repeatsOf(parent));
}

function ofGraph(layer: LayerLike, container: ModelLike | null): number | null {
  const nodes = nodesOf(layer, container);
  if (!nodes.length) return null;
  // a nested model's layers have shapes of their own, whatever it is called on
  if (isModel(layer)) return times(ofModel(layer), nodes.length);
  return sum(nodes.map(node => ofCall(layer, { input: firstShape(node.inputShapes), output: outputShapeOf(node) })));
}
const ofModel = (model: ModelLike): number | null => sum(model.layers.map(inner => ofGraph(inner, model)));

/** Of one call. The layer in a wrapper has no graph of its own: its shapes are the wrapper's. */
function ofCall(layer: LayerLike, call: LayerCall): number | null {
  if (isModel(layer)) return ofModel(layer);
  const { layer: inner, forwardLayer, backwardLayer } = layer as LayerLike & Record<string, LayerLike | undefined>;
  if (layer.getClassName() === 'TimeDistributed' && inner)
    return times(
      call.input?.[1] ?? null,
      ofCall(inner, { input: eachStep(call.input), output: eachStep(call.output) }),
    );
  if (layer.getClassName() === 'Bidirectional' && forwardLayer && backwardLayer)
    return sum([forwardLayer, backwardLayer].map(half => ofCall(half, { input: call.input, output: null })));
  const weights = safeWeights(layer);
  const names = weightNames(weights);
  const shapes = weights.map((w, i) => ({ name: names[i]!, shape: w.shape.map(n => n ?? 1) }));
  return multiplyAdds(layer.getClassName(), shapes, call);
}
const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);
const eachStep = (shape: Shape | null): Shape | null => shape && [shape[0] ?? null, ...shape.slice(2)];
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);

function firstShape(shapes: unknown): Shape | null {
  return shapeOf(shapes) ?? shapeOf((shapes as unknown[] | undefined)?.[0]);
}
/** A list of numbers and nulls as a shape; null for anything else. */
export function shapeOf(value: unknown): Shape | null {
  if (!Array.isArray(value) || value.some(n => n != null && typeof n !== 'number')) return null;
  return value.map(n => (n as number | null | undefined) ?? null);
}
