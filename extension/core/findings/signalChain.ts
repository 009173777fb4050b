import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { mergeSummaries } from '../stats/mergeSummaries';
import { isNormalization, keepsSize, type LayerGraph, graphOf } from './layerGraph';

/** A layer with weights as a link in the chain of those before it. Spreads are standard deviations of pre-activations. */
export interface ChainLink {
  layer: LayerInfo;
  spread: number;
  /** The layer before whose spread is nearest to this one's; null where the chain begins. */
  before: ChainLink | null;
  /** Where the chain that leads here began: the link itself, or what `before` leads back to. */
  first: ChainLink;
  /** Nothing with weights follows, nor does a normalization: it makes an output of the model. */
  isOutput: boolean;
  /** Another link has this one before it. */
  isContinued: boolean;
}

/** Activations with bounds: what goes in far beyond ±1 comes out with a spread below 1, whatever the weights. */
const bounded = ['tanh', 'sigmoid', 'hardSigmoid', 'hard_sigmoid', 'softsign'];
const saturatedSpread = 2;

/**
 * The chains of layers with weights whose spreads can be compared, in the model's order. A chain breaks where the size of
 * the signal is not the weights' doing: at normalizations, at softmax, behind saturated activations with bounds, at frozen layers, and at layers
 * whose pre-activations are not known.
 */
export function signalChains(model: ModelInfo, snapshot: Snapshot): ChainLink[] {
  const graph = graphOf(model);
  const spreads = new Map(snapshot.layers.map(layer => [layer.name, spreadOf(layer.preActivations)]));
  const links = new Map<LayerInfo, ChainLink>();
  const linkOf = (layer: LayerInfo): ChainLink | null => {
    const known = links.get(layer);
    if (known) return known;
    const spread = spreads.get(layer.name) ?? null;
    if (spread === null) return null;
    const next = graph.nextOf(layer);
    const link: ChainLink = {
      layer,
      spread,
      before: null,
      first: null as unknown as ChainLink,
      isOutput: next.length === 0,
      isContinued: false,
    };
    link.first = link;
    // Entered before the walk goes on, so that a circle, which no model has, could not lead round for ever.
    links.set(layer, link);
    const isRescaled = next.length > 0 && next.every(isNormalization);
    const isFrozen = layer.parameters > 0 && layer.trainable === 0;
    if (!isRescaled && !isFrozen) link.before = nearestBefore(graph, link, linkOf);
    if (link.before) {
      link.first = link.before.first;
      link.before.isContinued = true;
    }
    return link;
  };
  return graph.leaves.map(linkOf).filter(link => link !== null);
}

/** All layers of the chain that a layer is in, itself included, in the model's order; itself alone where it is in none. */
export function chainOf(layer: LayerInfo, links: readonly ChainLink[]): LayerInfo[] {
  const own = links.find(l => l.layer === layer);
  return own ? links.filter(l => l.first === own.first).map(l => l.layer) : [layer];
}

function nearestBefore(
  graph: LayerGraph,
  link: ChainLink,
  linkOf: (layer: LayerInfo) => ChainLink | null,
): ChainLink | null {
  const { layers, between } = graph.weightedInputs(link.layer);
  if (between.some(layer => !keepsSize(layer) || layer.activation === 'softmax')) return null;
  const before = layers.map(linkOf);
  const candidates = before.filter(b => b !== null && b.spread > 0);
  // With one input whose size is not known, what is too large or too small may come from there.
  if (candidates.length === 0 || candidates.length < before.length) return null;
  const isBounded = [...layers, ...between].some(l => bounded.includes(l.activation ?? ''));
  const known = candidates as ChainLink[];
  if (layers.some(l => l.activation === 'softmax')) return null;
  if (isBounded && known.some(b => b.spread > saturatedSpread)) return null;
  const distance = (b: ChainLink) => Math.abs(Math.log(link.spread / b.spread));
  return known.reduce((nearest, b) => (distance(b) < distance(nearest) ? b : nearest));
}

/** Of all calls together; null where there is none. */
function spreadOf(calls: Snapshot['layers'][number]['preActivations']): number | null {
  return calls.length === 0 ? null : mergeSummaries(calls).std;
}
