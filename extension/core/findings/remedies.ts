import type { Literal, Remedy, SourceEdit } from '../../protocol/finding';
import type { LayerInfo, ModelInfo, Site } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { initializerFor } from './initializerAdvice';
import { initialSpread, kernelsOf, type FittingInitializer } from './kernelScale';
import type { LayerGraph } from './layerGraph';
import { rateRemedyTo, typicalRate } from './learningRates';
import { isSameSite } from './sites';
import { snapshotLayers } from './snapshotLayers';

const most = 4;

/** `conv1, conv2, dense1`; more than four by their number: `12 layers`. */
export const listOf = (names: readonly string[]): string =>
  names.length > most ? `${names.length} layers` : names.join(', ');

/** Names of the arguments that initialize a layer's kernels, by the kernel, of the layers of TensorFlow.js. */
const initializerArguments: Record<string, string> = {
  kernel: 'kernelInitializer',
  depthwise_kernel: 'depthwiseInitializer',
  pointwise_kernel: 'pointwiseInitializer',
};
const builtIn = /^(?:Dense|(?:Depthwise|Separable)?Conv[123]D(?:Transpose)?|SimpleRNN|GRU|LSTM|ConvLSTM2D)$/;
/** A class of TensorFlow.js whose call takes the arguments that its documentation names. */
export const isBuiltIn = ({ className }: LayerInfo): boolean => builtIn.test(className);

/** How far the spread of a kernel may be from the fitting initializer's before it needs that one. */
const spreadTolerance = 1.25;

/** The initializer that a layer's kernel should have and, as far as the figures tell, does not have; null where it is fine. */
export const neededInitializer = (
  layer: LayerInfo,
  snapshot: Snapshot,
  graph: LayerGraph,
): FittingInitializer | null =>
  isInitializerFine(layer, snapshot, graph, spreadTolerance) ? null : initializerFor(layer, graph);

/** All kernels are about as large as the fitting initializer makes them. False where nothing is known of them. */
export function isInitializerFine(layer: LayerInfo, snapshot: Snapshot, graph: LayerGraph, tolerance: number): boolean {
  const fitting = initializerFor(layer, graph);
  const kernels = kernelsOf(layer, snapshotLayers(snapshot).get(layer.name));
  return (
    kernels.length > 0 &&
    kernels.every(({ weight, summary }) => {
      const ratio = (summary.std ?? 0) / initialSpread(fitting, weight);
      // Few values have a spread of their own by chance.
      const most = tolerance + 3 / Math.sqrt(2 * summary.count);
      return ratio < most && ratio > 1 / most;
    })
  );
}

/** Which layers need which initializer: `heNormal on conv1, conv2, glorotNormal on dense1`, and the edit. */
export interface InitializerNeeds {
  text: string;
  /** null where a layer that needs one cannot be edited, or one line makes layers that need different ones. */
  remedy: Remedy | null;
}

/**
 * What the layers' initializers should be; null where they are fine. Layers that one line makes, as in a loop or a helper,
 * get the same: what most of them need.
 */
export function initializerNeeds(
  layers: readonly LayerInfo[],
  snapshot: Snapshot,
  graph: LayerGraph,
): InitializerNeeds | null {
  const lines = new Map<string | LayerInfo, { layer: LayerInfo; initializer: FittingInitializer }[]>();
  for (const layer of layers) {
    const initializer = neededInitializer(layer, snapshot, graph);
    if (!initializer) continue;
    const { site } = layer;
    const line = site ? JSON.stringify(site) : layer;
    // What an edit of that line changes besides has to be said, too.
    const all = site ? graph.model.layers.filter(l => l.site && isSameSite(l.site, site)) : [];
    const made = all.includes(layer) ? all : [layer];
    lines.set(
      line,
      made.map(l => ({ layer: l, initializer: l === layer ? initializer : initializerFor(l, graph) })),
    );
  }
  if (lines.size === 0) return null;
  const needs = new Map(
    [...lines.values()].flatMap(line => line.map(n => [n.layer, mostOf(line.map(l => l.initializer))])),
  );
  const named = new Map<FittingInitializer, string[]>();
  for (const [{ name }, initializer] of needs) named.set(initializer, [...(named.get(initializer) ?? []), name]);
  const text = [...named].map(([initializer, names]) => `${initializer} on ${listOf(names)}`).join(', ');
  const edits: SourceEdit[] = [];
  for (const line of lines.values()) {
    const { layer, initializer: value } = { layer: line[0]!.layer, initializer: needs.get(line[0]!.layer)! };
    const { site } = layer;
    const names = new Set(line.flatMap(n => n.layer.weights.flatMap(w => initializerArguments[w.name] ?? [])));
    // One line that makes different layers is a loader's or a helper's, whose arguments nobody knows.
    const isPlain = line.every(n => isBuiltIn(n.layer) && n.layer.className === layer.className);
    if (!site || !isPlain || names.size === 0 || isModelsOwn(graph.model, site)) return { text, remedy: null };
    for (const name of names) edits.push({ kind: 'setArgument', site, name, value });
  }
  return { text, remedy: { label: `Use ${text}`, edits } };
}

const mostOf = (list: FittingInitializer[]): FittingInitializer => {
  const count = (i: FittingInitializer): number => list.filter(other => other === i).length;
  return list.reduce((most, i) => (count(i) > count(most) ? i : most));
};

/** The layer was made by the call that made the model: loaded, not built. */
const isModelsOwn = (model: ModelInfo, site: Site): boolean => model.site !== null && isSameSite(model.site, site);

/** A line that makes other layers too, in a loop or a helper, would change those with it. */
const isTheirsAlone = (model: ModelInfo, layers: readonly LayerInfo[], site: Site): boolean =>
  !isModelsOwn(model, site) &&
  model.layers.every(l => layers.includes(l) || l.site === null || !isSameSite(l.site, site));

/** Gives the layers an activation: those that apply their own, or are nothing else. null where one of them cannot be edited alone. */
export function activationRemedy(model: ModelInfo, layers: readonly LayerInfo[], activation: string): Remedy | null {
  const edits: SourceEdit[] = [];
  for (const layer of layers) {
    const { site, className } = layer;
    const isPlain = isBuiltIn(layer) || className === 'Activation';
    if (!site || !isPlain || !isTheirsAlone(model, layers, site)) return null;
    if (!edits.some(e => isSameSite(e.site, site)))
      edits.push({ kind: 'setArgument', site, name: 'activation', value: activation });
  }
  return edits.length ? { label: `Use ${activation} in ${listOf(layers.map(l => l.name))}`, edits } : null;
}

/** One edit at a layer's call; null where its place is not known, or others are made there. */
const editOf = (model: ModelInfo, layer: LayerInfo, label: string, edit: (site: Site) => SourceEdit): Remedy | null =>
  layer.site && isTheirsAlone(model, [layer], layer.site) ? { label, edits: [edit(layer.site)] } : null;

/** Sets one argument of a layer's call, or removes it. */
export const argumentRemedy = (
  model: ModelInfo,
  layer: LayerInfo,
  label: string,
  name: string,
  value: Literal,
): Remedy | null => editOf(model, layer, label, site => ({ kind: 'setArgument', site, name, value }));

/** Puts a batch normalization after a layer. */
export const normalizationRemedy = (model: ModelInfo, layer: LayerInfo): Remedy | null =>
  editOf(model, layer, `Insert batchNormalization after ${layer.name}`, site => ({
    ...{ kind: 'insertLayer', site, layer: 'batchNormalization', arguments: {} },
  }));

/** Takes a layer out. */
export const removalRemedy = (model: ModelInfo, layer: LayerInfo): Remedy | null =>
  editOf(model, layer, `Remove ${layer.name}`, site => ({ kind: 'removeLayer', site }));

/**
 * Multiplies the learning rate; a lower one is at most what the optimizer is commonly begun with. null where the rate or the
 * place of its optimizer is not known.
 */
export function rateRemedy(model: ModelInfo | null, rate: number | null, factor: number): Remedy | null {
  if (!model || rate === null || !(rate > 0)) return null;
  const changed = Number((rate * factor).toPrecision(2));
  const usual = typicalRate(model.optimizer);
  return rateRemedyTo(model, factor < 1 && usual !== null ? Math.min(usual, changed) : changed);
}

export const remediesOf = (...remedies: (Remedy | null)[]): Remedy[] => remedies.filter(r => r !== null);
