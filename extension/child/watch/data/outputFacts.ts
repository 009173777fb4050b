import type { DataFacts } from '../../../protocol/dataFacts';
import { mergeSummaries, withoutBuckets } from '../../../core/stats/mergeSummaries';
import { activationOf } from '../models/activationOf';
import { isModel, type LayerRow } from '../models/layerRows';
import { lossNameOf } from '../models/lossName';
import type { OutputProbe } from '../probe/probeActivations';
import type { LayerLike, ModelLike, SymbolicTensorLike } from '../tfjsInternals';
import { outputNamesOf } from './givenData';

/** Layers that hand on the values that they take: the activation of the one before them is that of the output. */
const passing = new Set([
  'Activation',
  'Reshape',
  'Flatten',
  'Permute',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'Masking',
  'RepeatVector',
  'Cropping2D',
]);

/**
 * The outputs of a model and what it predicts for the probe batch.
 * @param probes one for each output; without them the figures are of no values
 * @param hasLoss false in a loop, whose loss is the program's own
 */
export function outputFacts(
  model: ModelLike,
  rows: readonly LayerRow[],
  probes: readonly OutputProbe[],
  hasLoss: boolean,
): DataFacts['outputs'] {
  const names = new Map(rows.map(r => [r.layer, r.name]));
  const outputNames = outputNamesOf(model);
  return (model.outputs ?? []).map((tensor, i) => {
    const { layer, activation } = lastActivation(tensor);
    const probe = probes[i];
    return {
      name: outputNames[i] ?? tensor.name,
      shape: probe?.shape ?? tensor.shape.slice(1).map(n => n ?? 0),
      layer: (layer && names.get(layer)) ?? null,
      activation,
      loss: hasLoss ? lossNameOf(model, i, outputNames[i] ?? '') : null,
      summary: probe?.summary ?? withoutBuckets(mergeSummaries([])),
      sumsToOne: probe?.sumsToOne ?? false,
    };
  });
}

/** The layer whose values an output is, and the activation that it applies last. */
function lastActivation(output: SymbolicTensorLike): { layer: LayerLike | null; activation: string | null } {
  let tensor: SymbolicTensorLike | undefined = output;
  // a graph of nested models and layers that hand on; a bound, in case it is none
  for (let i = 0; i < 1000 && tensor?.sourceLayer; i++) {
    const layer: LayerLike = tensor.sourceLayer;
    const inner: SymbolicTensorLike | undefined = isModel(layer)
      ? layer.outputs[tensor.outputTensorIndex ?? 0]
      : undefined;
    if (inner) {
      tensor = inner;
      continue;
    }
    const wrapped = layer.getClassName() === 'TimeDistributed' ? (layer as { layer?: LayerLike }).layer : undefined;
    const activation = activationOf(wrapped ?? layer);
    const isPassing = passing.has(layer.getClassName()) && (activation === null || activation === 'linear');
    if (!isPassing || !tensor.inputs?.length) return { layer: wrapped ?? layer, activation };
    tensor = tensor.inputs[0];
  }
  return { layer: tensor?.sourceLayer ?? null, activation: null };
}
