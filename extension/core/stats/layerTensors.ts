import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';

/** The parts of a layer's snapshot: records by the weight's name, then lists by the call. */
export const namedParts = ['weights', 'weightGradients'] as const;
export const listedParts = ['preActivations', 'activations', 'activationGradients'] as const;
export const layerParts = [...namedParts, ...listedParts] as const;
export type LayerPart = (typeof layerParts)[number];

/** A summary's place in a layer: `tensor` is the weight's name, or the number of the call. */
export interface LayerTensor {
  part: LayerPart;
  tensor: string;
  summary: Summary;
}

/** All summaries of a layer. */
export function layerTensors(layer: LayerSnapshot): LayerTensor[] {
  return [
    ...namedParts.flatMap(part => Object.entries(layer[part]).map(([tensor, summary]) => ({ part, tensor, summary }))),
    ...listedParts.flatMap(part => layer[part].map((summary, call) => ({ part, tensor: String(call), summary }))),
  ];
}

/** A layer's snapshot with something else in the place of each summary. */
export interface LayerOf<T> extends Pick<LayerSnapshot, 'name' | 'updates' | 'units'> {
  weights: Record<string, T>;
  weightGradients: Record<string, T>;
  preActivations: T[];
  activations: T[];
  activationGradients: T[];
}

/** The same layer with each summary replaced. */
export function mapSummaries<T>(layer: LayerSnapshot, replace: (summary: Summary) => T): LayerOf<T> {
  const named = (record: Record<string, Summary>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([name, summary]) => [name, replace(summary)]));
  const listed = (list: Summary[]): T[] => list.map(summary => replace(summary));
  return {
    ...layer,
    weights: named(layer.weights),
    weightGradients: named(layer.weightGradients),
    preActivations: listed(layer.preActivations),
    activations: listed(layer.activations),
    activationGradients: listed(layer.activationGradients),
  };
}
