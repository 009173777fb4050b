import type { LayerSnapshot, Snapshot } from '../../extension/protocol/run';
import { tensorKinds, type Summary, type TensorFacet, type TensorKind } from '../../extension/protocol/summary';

/** One tensor of a layer. `id` is what a request for its history names: the weight's name, or the number of the call. */
export interface LayerTensor {
  id: string;
  label: string;
  summary: Summary;
}

export const kindLabels: Record<TensorKind, string> = {
  weights: 'Weights',
  preActivations: 'Pre-activations',
  activations: 'Activations',
  gradients: 'Gradients',
};
export const facetLabels: Record<TensorFacet, string> = {
  ...kindLabels,
  gradients: 'Gradients of the weights',
  activationGradients: 'Gradients of the activations',
};
/** The kind whose colour and switch a facet has. */
export const kindOfFacet = (facet: TensorFacet): TensorKind => (facet === 'activationGradients' ? 'gradients' : facet);
/** True for what has the shape of a weight: its size says nothing of the signal that passes. */
export const isOfWeights = (facet: TensorFacet): boolean => facet === 'weights' || facet === 'gradients';

/** The tensors of one facet that a snapshot holds of a layer; the first is the one that stands for the layer. */
export function tensorsOf(layer: LayerSnapshot, facet: TensorFacet): LayerTensor[] {
  const named = (record: Record<string, Summary>) =>
    Object.entries(record).map(([id, summary]) => ({ id, label: id, summary }));
  const calls = (list: Summary[], word: string) =>
    list.map((summary, i) => ({ id: String(i), label: list.length > 1 ? `${word} ${i + 1}` : word, summary }));
  switch (facet) {
    case 'weights':
      return named(layer.weights);
    case 'gradients':
      return named(layer.weightGradients);
    case 'preActivations':
    case 'activations':
    case 'activationGradients':
      return calls(layer[facet], 'call');
  }
}

/** The facets that the snapshot has anything of, weights before activations. */
export const facetsOf = (snapshot: Snapshot): TensorFacet[] =>
  (['weights', 'preActivations', 'activations', 'gradients', 'activationGradients'] as const).filter(facet =>
    snapshot.layers.some(layer => tensorsOf(layer, facet).length > 0),
  );
/** The kinds of which the snapshot has anything, in the switch's order. */
export const kindsOf = (snapshot: Snapshot): TensorKind[] => {
  const kinds = new Set(facetsOf(snapshot).map(kindOfFacet));
  return tensorKinds.filter(kind => kinds.has(kind));
};

/** The kind that is shown before one is chosen: pre-activations, else activations, else weights. */
export function firstKind(snapshot: Snapshot | null): TensorKind {
  const kinds = snapshot ? kindsOf(snapshot) : [];
  return (['preActivations', 'activations', 'weights', 'gradients'] as const).find(k => kinds.includes(k)) ?? 'weights';
}

/** Share of exact zeros among all values, 0 to 1; null for a tensor without values, and where they were not counted. */
export const zeroShare = ({ count, zeros, isLogged }: Summary): number | null =>
  count && (zeros || !isLogged) ? zeros / count : null;
/** Values that are no numbers: NaN and infinities. */
export const notFinite = (summary: Summary): number => summary.nan + summary.posInf + summary.negInf;
