import type { DataFacts } from '../../protocol/dataFacts';
import type { SourceEdit } from '../../protocol/finding';
import type { LayerInfo, ModelInfo, Shape } from '../../protocol/model';
import { sameShape } from './lossNames';
import { isBuiltIn } from './remedies';

/** The layer that makes an output; undefined where it is not known. */
export const outputLayerOf = (model: ModelInfo, { layer }: DataFacts['outputs'][number]): LayerInfo | undefined =>
  model.layers.find(l => l.name === layer);

/**
 * Gives the layer that makes an output another activation; `linear` takes away the one that it has. null where its call
 * cannot be edited so.
 */
export function activationEdits({ className, site, ...layer }: LayerInfo, activation: string): SourceEdit[] | null {
  if (!site) return null;
  const isActivation = className === 'Activation' || className === 'Softmax';
  if (isActivation && activation === 'linear') return [{ kind: 'removeLayer', site }];
  if (className === 'Activation') return [{ kind: 'setArgument', site, name: 'activation', value: activation }];
  if (!isBuiltIn({ className, site, ...layer })) return null;
  // Recurrent layers have one by default, which taking the argument away would bring back.
  const isDefault = activation === 'linear' && !/LSTM|GRU|RNN/.test(className);
  return [{ kind: 'setArgument', site, name: 'activation', value: isDefault ? null : activation }];
}

/** Gives the layer that makes an output another number of units or filters; null where its call cannot be edited so. */
export function unitsEdit({ className, site, outputShape }: LayerInfo, units: number, shape: Shape): SourceEdit | null {
  // Where something reshapes in between, its units are not the output's.
  if (!site || !outputShape || !sameShape(outputShape.slice(1), shape)) return null;
  if (className === 'Dense') return { kind: 'setArgument', site, name: 'units', value: units };
  const hasFilters = /^Conv[123]D(?:Transpose)?$/.test(className);
  return hasFilters ? { kind: 'setArgument', site, name: 'filters', value: units } : null;
}
