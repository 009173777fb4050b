import type { LayerSnapshot, Snapshot } from '../../extension/protocol/run';
import { tensorKinds, type Summary, type TensorKind } from '../../extension/protocol/summary';

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

/** The tensors of one kind that a snapshot holds of a layer; the first is the one that stands for the layer. */
export function tensorsOf(layer: LayerSnapshot, kind: TensorKind): LayerTensor[] {
  const named = (record: Record<string, Summary>) =>
    Object.entries(record).map(([id, summary]) => ({ id, label: id, summary }));
  const calls = (list: Summary[], word: string) =>
    list.map((summary, i) => ({ id: String(i), label: list.length > 1 ? `${word} ${i + 1}` : word, summary }));
  switch (kind) {
    case 'weights':
      return named(layer.weights);
    case 'preActivations':
      return calls(layer.preActivations, 'call');
    case 'activations':
      return calls(layer.activations, 'call');
    case 'gradients':
      return [...named(layer.weightGradients), ...calls(layer.activationGradients, 'output')];
  }
}

/** The kinds of which the snapshot has anything, in the switch's order. */
export const kindsOf = (snapshot: Snapshot): TensorKind[] =>
  tensorKinds.filter(kind => snapshot.layers.some(layer => tensorsOf(layer, kind).length > 0));

/** The kind that is shown before one is chosen: pre-activations, else activations, else weights. */
export function firstKind(snapshot: Snapshot | null): TensorKind {
  const kinds = snapshot ? kindsOf(snapshot) : [];
  return (['preActivations', 'activations', 'weights', 'gradients'] as const).find(k => kinds.includes(k)) ?? 'weights';
}

/** Share of exact zeros among all values, 0 to 1; null for a tensor without values. */
export const zeroShare = (summary: Summary): number | null => (summary.count ? summary.zeros / summary.count : null);
/** Values that are no numbers: NaN and infinities. */
export const notFinite = (summary: Summary): number => summary.nan + summary.posInf + summary.negInf;
