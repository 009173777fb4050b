import type { Remedy, SourceEdit } from '../../protocol/finding';
import type { LayerInfo, ModelInfo, Site } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { formatRate } from '../stats/formatFigure';
import { initializerFor } from './initializerAdvice';
import { initialSpread, kernelsOf, type FittingInitializer } from './kernelScale';
import type { LayerGraph } from './layerGraph';

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
  const kernels = kernelsOf(
    layer,
    snapshot.layers.find(l => l.name === layer.name),
  );
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

/** What the layers' initializers should be; null where they are fine. */
export function initializerNeeds(
  layers: readonly LayerInfo[],
  snapshot: Snapshot,
  graph: LayerGraph,
): InitializerNeeds | null {
  const needs = new Map(layers.map(layer => [layer, neededInitializer(layer, snapshot, graph)]));
  const named = new Map<FittingInitializer, string[]>();
  for (const [layer, initializer] of needs)
    if (initializer) named.set(initializer, [...(named.get(initializer) ?? []), layer.name]);
  if (named.size === 0) return null;
  const text = [...named].map(([initializer, names]) => `${initializer} on ${listOf(names)}`).join(', ');
  const edits: Extract<SourceEdit, { kind: 'setArgument' }>[] = [];
  for (const [layer, value] of needs) {
    if (!value) continue;
    const { site } = layer;
    const names = layer.weights.flatMap(w => initializerArguments[w.name] ?? []);
    if (!site || !isBuiltIn(layer) || names.length === 0) return { text, remedy: null };
    for (const name of names) {
      const same = edits.find(e => e.name === name && isSameSite(e.site, site));
      if (same && same.value !== value) return { text, remedy: null };
      if (!same) edits.push({ kind: 'setArgument', site, name, value });
    }
  }
  return { text, remedy: { label: `Use ${text}`, edits } };
}

/** Gives the layers an activation: those that apply their own, or are nothing else. null where one of them cannot be edited. */
export function activationRemedy(layers: readonly LayerInfo[], activation: string): Remedy | null {
  const edits: SourceEdit[] = [];
  for (const { site, className } of layers) {
    if (!site || !(builtIn.test(className) || className === 'Activation')) return null;
    if (!edits.some(e => isSameSite(e.site, site)))
      edits.push({ kind: 'setArgument', site, name: 'activation', value: activation });
  }
  return edits.length ? { label: `Use ${activation} in ${listOf(layers.map(l => l.name))}`, edits } : null;
}

/** Sets one argument of a layer's call; null where its place is not known. */
export const argumentRemedy = (
  layer: LayerInfo,
  label: string,
  name: string,
  value: string | number | boolean | null,
): Remedy | null => (layer.site ? { label, edits: [{ kind: 'setArgument', site: layer.site, name, value }] } : null);

/** Puts a batch normalization after a layer; null where its place is not known. */
export const normalizationRemedy = (layer: LayerInfo): Remedy | null =>
  layer.site && {
    label: `Insert batchNormalization after ${layer.name}`,
    edits: [{ kind: 'insertLayer', site: layer.site, layer: 'batchNormalization', arguments: {} }],
  };

/** Takes a layer out; null where its place is not known. */
export const removalRemedy = (layer: LayerInfo): Remedy | null =>
  layer.site && { label: `Remove ${layer.name}`, edits: [{ kind: 'removeLayer', site: layer.site }] };

/** Multiplies the learning rate; null where the rate or the place of its optimizer is not known. */
export function rateRemedy(model: ModelInfo | null, rate: number | null, factor: number): Remedy | null {
  const site = model?.optimizerSite ?? model?.compileSite;
  if (!site || rate === null || !(rate > 0)) return null;
  const changed = Number((rate * factor).toPrecision(2));
  return {
    label: `Use learning rate ${formatRate(changed)}`,
    edits: [{ kind: 'setLearningRate', site, rate: changed }],
  };
}

export const remediesOf = (...remedies: (Remedy | null)[]): Remedy[] => remedies.filter(r => r !== null);

export const isSameSite = (a: Site, b: Site): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column;

/** Other places of a finding at `site`: those that are known, and elsewhere. */
export const relatedPlaces = (
  site: Site | null,
  places: { site: Site | null; message: string }[],
): { site: Site; message: string }[] =>
  places.flatMap(p => (p.site && !(site && isSameSite(site, p.site)) ? [{ site: p.site, message: p.message }] : []));
