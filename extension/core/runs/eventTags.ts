import type { LayerSnapshot, Metrics } from '../../protocol/run';
import type { EventValue } from './eventRecord';
import { layerTensors } from '../stats/layerTensors';

/**
 * TensorBoard groups curves by what stands before the first `/`. A run's first model has plain tags; those of its others
 * begin with the model's name, because a GAN's two models have steps in turn.
 */
export const stepTags = { loss: 'loss/step', learningRate: 'learning_rate/step', epoch: 'epoch/step' } as const;

/** `loss` → `loss/train`, `val_loss` → `loss/validation`, so that both curves stand in one group. */
export const metricTag = (name: string): string =>
  name.startsWith('val_') ? `${name.slice('val_'.length)}/validation` : `${name}/train`;

export function metricValues(prefix: string, metrics: Metrics): EventValue[] {
  return Object.entries(metrics).map(([name, scalar]) => ({ tag: prefix + metricTag(name), scalar }));
}

/** Tags of a layer's histograms: `conv2d_1/kernel`, `conv2d_1/kernel/gradient`, `conv2d_1/activations`; `/1` and so on for further calls. */
export function histogramValues(prefix: string, layer: LayerSnapshot): EventValue[] {
  return layerTensors(layer).map(({ part, tensor, summary }) => {
    const call = tensor === '0' ? '' : `/${tensor}`;
    const suffix = {
      weights: tensor,
      weightGradients: `${tensor}/gradient`,
      preActivations: `pre-activations${call}`,
      activations: `activations${call}`,
      activationGradients: `activations/gradient${call}`,
    }[part];
    return { tag: `${prefix}${layer.name}/${suffix}`, histogram: summary };
  });
}
