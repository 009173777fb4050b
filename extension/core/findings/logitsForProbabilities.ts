import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding, Remedy } from '../../protocol/finding';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import { formatFigure } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { graphOf } from './layerGraph';
import { lossFamily } from './lossNames';
import { newFinding } from './newFinding';
import { activationEdits, outputLayerOf } from './outputEdits';
import { relatedPlaces } from './sites';

/** A cross-entropy that takes probabilities is given something else: the last layer lacks softmax or sigmoid. */
export const logitsForProbabilities: FindingRule = {
  id: 'logits-for-probabilities',
  title: 'The loss takes probabilities, and the output gives none',
  severity: 'error',
  limits: {},
  evaluateData: ({ data, model, fit }: DataContext) =>
    data.outputs.flatMap((output): Finding[] => {
      const needed = neededActivation(output);
      if (needed === null) return [];
      const layer = outputLayerOf(model, output);
      const has = output.activation ?? 'the output';
      const without = output.activation === null || output.activation === 'linear';
      const site = layer?.site ?? model.compileSite ?? fit.site;
      const { min, max } = output.summary;
      return [
        newFinding(logitsForProbabilities, {
          severity: output.activation === 'sigmoid' ? 'info' : 'error',
          fit: fit.index,
          model: model.name,
          layer: layer?.name ?? null,
          step: fit.firstStep,
          label: without ? `no ${needed}` : `${has} for ${needed}`,
          message: shortEnough(
            without
              ? `No ${needed} before ${output.loss}: use ${needed}`
              : `${has} before ${output.loss}: use ${needed}`,
            `Outputs are no probabilities: use ${needed}`,
          ),
          meaning:
            output.activation === 'sigmoid'
              ? `${output.loss} takes probabilities that sum to 1, and sigmoid gives each class one of its own.`
              : `${output.loss} takes the logarithm of probabilities, and the outputs go from ${formatFigure(min)} to ${formatFigure(max)}.`,
          advice: `Give the last layer ${needed}, or use a loss that takes logits: tf.losses.${needed}CrossEntropy.`,
          evidence: { loss: output.loss, activation: output.activation, smallest: min, largest: max, needed },
          site,
          related: relatedPlaces(site, [{ site: model.compileSite, message: 'The loss is named here' }]),
          remedies: remediesOf(model, layer, output, needed),
        }),
      ];
    }),
};

/** Activations whose values are probabilities each, if not together. */
const probabilities = ['sigmoid', 'hardSigmoid', 'softmax'];
/** Rounding of what sums up to 1. */
const tolerance = 1e-3;

/** The activation that the output lacks; null where it gives what its loss takes, or nobody knows. */
function neededActivation(output: DataFacts['outputs'][number]): 'softmax' | 'sigmoid' | null {
  const family = lossFamily(output.loss);
  const { min, max } = output.summary;
  const isWithin = min !== null && max !== null && min >= -tolerance && max <= 1 + tolerance;
  const isSpread = min !== max;
  const { activation, sumsToOne, shape } = output;
  if (family === 'binary') {
    if (activation !== null && probabilities.includes(activation)) return null;
    // Something made probabilities that no activation says: a layer of the person's own, a clip.
    if ((activation === null || activation === 'linear') && (min === null || (isWithin && isSpread))) return null;
    return 'sigmoid';
  }
  if (family !== 'sparse' && family !== 'categorical') return null;
  // With one output neither softmax nor anything else makes classes.
  if (sumsToOne || activation === 'softmax' || (shape.at(-1) ?? 1) < 2) return null;
  if (activation === null && (min === null || isWithin)) return null;
  // Divergences of codes and the like: each value has a distribution of its own.
  if (output.loss === 'kullbackLeiblerDivergence' && isWithin) return null;
  return 'softmax';
}

function remediesOf(
  model: ModelInfo,
  layer: LayerInfo | undefined,
  { activation }: DataFacts['outputs'][number],
  needed: string,
): Remedy[] {
  if (!layer?.site) return [];
  const edits = activationEdits(layer, needed);
  if (edits) return [{ label: `Use ${needed} in ${layer.name}`, edits }];
  const site = layer.site;
  if (activation !== null && activation !== 'linear') {
    // A layer that does nothing but rectify gives way to the activation of the one before it.
    const [before, ...others] = layer.weights.length === 0 ? graphOf(model).inputsOf(layer) : [];
    const instead = before?.activation === 'linear' && others.length === 0 ? activationEdits(before, needed) : null;
    if (!before || !instead) return [];
    const removal = { kind: 'removeLayer', site } as const;
    return [{ label: `Use ${needed} in ${before.name} instead of ${layer.name}`, edits: [removal, ...instead] }];
  }
  const edit = { kind: 'insertLayer', site, layer: 'activation', arguments: { activation: needed } } as const;
  return [{ label: `Insert ${needed} after ${layer.name}`, edits: [edit] }];
}
