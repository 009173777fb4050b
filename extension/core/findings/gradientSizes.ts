import type { LayerInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { mergeSummaries } from '../stats/mergeSummaries';
import { kernelsOf, normOf, rootMeanSquare, sizeOfKernel } from './kernelScale';
import { isNormalization, isWeighted, keepsSize, type LayerGraph } from './layerGraph';
import { isPassing } from './layerKinds';
import { snapshotLayers } from './snapshotLayers';

/** How large the gradients of a layer's kernels are. */
export interface GradientSize {
  layer: LayerInfo;
  /** Root mean square of the gradient over that of the kernel, but at least a fresh kernel's; the largest of its kernels. */
  relative: number;
  /** Root mean square of that gradient. */
  size: number;
  /** Norm of the gradient of what the layer returns; null where it is not known. */
  outgoing: number | null;
  /** A normalization follows at once: the kernel's size is then of no account, and the gradient's is its inverse. */
  isRescaled: boolean;
}

const known = new WeakMap<LayerGraph, WeakMap<Snapshot, readonly GradientSize[]>>();
/** Sizes of the gradients of all layers with kernels that have finite ones, in the model's order. */
export function gradientSizes(graph: LayerGraph, snapshot: Snapshot): readonly GradientSize[] {
  let ofGraph = known.get(graph);
  if (!ofGraph) known.set(graph, (ofGraph = new WeakMap()));
  let sizes = ofGraph.get(snapshot);
  if (!sizes) ofGraph.set(snapshot, (sizes = measure(graph, snapshot)));
  return sizes;
}

function measure(graph: LayerGraph, snapshot: Snapshot): GradientSize[] {
  const layers = snapshotLayers(snapshot);
  return graph.leaves.flatMap(layer => {
    const at = layers.get(layer.name);
    if (!at) return [];
    let largest: { relative: number; size: number } | null = null;
    for (const kernel of kernelsOf(layer, at)) {
      const gradient = at.weightGradients[kernel.weight.name];
      const size = gradient && gradient.nan + gradient.posInf + gradient.negInf === 0 ? rootMeanSquare(gradient) : null;
      if (size === null) continue;
      const relative = size / sizeOfKernel(kernel);
      if (!largest || relative > largest.relative) largest = { relative, size };
    }
    if (!largest) return [];
    const next = graph.nextOf(layer);
    return [
      {
        layer,
        ...largest,
        outgoing: at.activationGradients.length ? normOf(mergeSummaries(at.activationGradients)) : null,
        isRescaled: next.length > 0 && next.every(isNormalization),
      },
    ];
  });
}

const behind = new WeakMap<LayerGraph, Map<LayerInfo, ReadonlySet<LayerInfo>>>();
/**
 * The layers whose gradients reach this one: all that follow, as far as the signal goes through layers that keep its size,
 * normalize it or have weights. What multiplies, attends or is the person's own may change gradients as it likes.
 */
export function layersBehind(graph: LayerGraph, layer: LayerInfo): ReadonlySet<LayerInfo> {
  let ofGraph = behind.get(graph);
  if (!ofGraph) behind.set(graph, (ofGraph = new Map()));
  const known = ofGraph.get(layer);
  if (known) return known;
  const found = new Set<LayerInfo>();
  const seen = new Set<LayerInfo>([layer]);
  for (const at of seen)
    for (const next of graph.outputsTo(at)) {
      if (seen.has(next)) continue;
      if (isWeighted(next)) found.add(next);
      else if (!keepsSize(next) && !isPassing(next) && !isNormalization(next)) continue;
      seen.add(next);
    }
  ofGraph.set(layer, found);
  return found;
}
