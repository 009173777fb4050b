import type { LayerInfo, ModelInfo } from '../../protocol/model';

/** Where the signal that a layer takes was last mixed by weights, and all layers it may pass on the way. */
export interface WeightedInputs {
  layers: LayerInfo[];
  between: LayerInfo[];
}

export const isNormalization = ({ className, weights }: LayerInfo): boolean =>
  /norm/i.test(className) || weights.some(w => /moving_(?:mean|variance)/.test(w.name));

/** Has a kernel, or anything else with which it mixes its inputs: not a scale for each channel. */
export const isWeighted = (layer: LayerInfo): boolean =>
  !isNormalization(layer) && layer.weights.some(w => w.shape.length >= 2 && !/^alpha/.test(w.name));

/**
 * Layers without weights behind which a signal is about as large as before. Not among them: averages over all places,
 * products and differences, and layers of the person's own, which may do anything.
 */
const sizeKeeping =
  /^(?:InputLayer|Activation|(?:Leaky|P|Thresholded)?ReLU|ELU|(?:Spatial|Alpha|Gaussian)?Dropout(?:[123]D)?|GaussianNoise|Masking|Flatten|Reshape|Permute|RepeatVector|(?:Global)?MaxPooling[123]D|AveragePooling[123]D|ZeroPadding[123]D|Cropping[123]D|UpSampling[123]D|Concatenate|Add|Average|Maximum)$/;
export const keepsSize = ({ className }: LayerInfo): boolean => sizeKeeping.test(className);

/**
 * How the layers of a model follow one another, seen through nested models and wrappers: their own layers take the place
 * of the one that holds them.
 */
export class LayerGraph {
  private readonly byName: Map<string, LayerInfo>;
  private readonly children = new Map<string, LayerInfo[]>();
  private readonly consumers = new Map<LayerInfo, LayerInfo[]>();
  private readonly next = new Map<LayerInfo, LayerInfo[]>();
  private readonly before = new Map<LayerInfo, WeightedInputs>();
  /** Layers that hold no others, in the model's order. */
  readonly leaves: readonly LayerInfo[];

  constructor(readonly model: ModelInfo) {
    this.byName = new Map(model.layers.map(layer => [layer.name, layer]));
    for (const layer of model.layers)
      if (layer.parent !== null && layer.parent !== layer.name)
        this.children.set(layer.parent, [...(this.children.get(layer.parent) ?? []), layer]);
    this.leaves = model.layers.filter(layer => !this.children.has(layer.name));
    for (const layer of model.layers)
      for (const input of this.inputsOf(layer))
        this.consumers.set(input, [...(this.consumers.get(input) ?? []), layer]);
  }

  /** The layers whose output this one takes. */
  inputsOf(layer: LayerInfo): LayerInfo[] {
    const holder = layer.parent === null ? undefined : this.byName.get(layer.parent);
    // The first layers of a nested model take what the nested model takes.
    const names = layer.inbound.length === 0 && holder && holder !== layer ? this.outerInputs(holder) : layer.inbound;
    return names.flatMap(name => this.outputsOf(this.byName.get(name), layer));
  }

  outputsTo(layer: LayerInfo): LayerInfo[] {
    return this.consumers.get(layer) ?? [];
  }

  /** The nearest layers with weights that feed this one, on every path. */
  weightedInputs(layer: LayerInfo): WeightedInputs {
    const known = this.before.get(layer);
    if (known) return known;
    const layers = new Set<LayerInfo>();
    const between = new Set<LayerInfo>();
    const walk = (at: LayerInfo): void => {
      for (const input of this.inputsOf(at)) {
        if (input === layer) continue;
        if (isWeighted(input)) layers.add(input);
        else if (!between.has(input)) {
          between.add(input);
          walk(input);
        }
      }
    };
    walk(layer);
    const found = { layers: [...layers], between: [...between] };
    this.before.set(layer, found);
    return found;
  }

  /** What the signal meets next: the nearest layers that have weights or normalize. Empty for what makes an output of the model. */
  nextOf(layer: LayerInfo): readonly LayerInfo[] {
    const known = this.next.get(layer);
    if (known) return known;
    const found: LayerInfo[] = [];
    const seen = new Set<LayerInfo>([layer]);
    const walk = (at: LayerInfo): void => {
      for (const next of this.outputsTo(at)) {
        if (seen.has(next)) continue;
        seen.add(next);
        if (isWeighted(next) || isNormalization(next)) found.push(next);
        else walk(next);
      }
    };
    walk(layer);
    this.next.set(layer, found);
    return found;
  }

  private outerInputs(holder: LayerInfo, depth = 0): string[] {
    if (holder.inbound.length > 0 || holder.parent === null || depth > 32) return holder.inbound;
    const outer = this.byName.get(holder.parent);
    return outer && outer !== holder ? this.outerInputs(outer, depth + 1) : [];
  }

  /** What comes out of a layer: itself, or the last layers of those that it holds. */
  private outputsOf(layer: LayerInfo | undefined, asker: LayerInfo, depth = 0): LayerInfo[] {
    if (!layer || layer === asker || depth > 32) return [];
    const held = this.children.get(layer.name);
    if (!held) return [layer];
    const taken = new Set(held.flatMap(child => child.inbound));
    return held.filter(child => !taken.has(child.name)).flatMap(child => this.outputsOf(child, asker, depth + 1));
  }
}

const graphs = new WeakMap<ModelInfo, LayerGraph>();
/** The graph of a model, made once: rules ask for it with every snapshot. */
export function graphOf(model: ModelInfo): LayerGraph {
  let graph = graphs.get(model);
  if (!graph) graphs.set(model, (graph = new LayerGraph(model)));
  return graph;
}
