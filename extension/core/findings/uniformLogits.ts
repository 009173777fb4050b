import type { Finding } from '../../protocol/finding';
import { formatCount, formatFigure, formatLoss } from '../stats/formatFigure';
import type { FindingRule } from './findingRule';
import { shortEnough } from './findingText';
import { layerFinding } from './layerFinding';
import { graphOf } from './layerGraph';
import { initializerNeeds, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { chainOf, signalChains } from './signalChain';
import { isClassifying, probabilitySpread, softmaxOutputs } from './softmaxOutput';

/**
 * After training for a while the loss is still ln(classes), what guessing gives, and the predictions are alike for all
 * examples: nothing is learnt. Before training that is a good beginning.
 */
export const uniformLogits: FindingRule = {
  id: 'uniform-logits',
  title: 'Predictions that stay alike: the loss is ln(classes)',
  severity: 'error',
  limits: {
    minSteps: { default: 30, description: 'steps of the fit; before that nothing is said' },
    maxLossDistance: { default: 0.02, description: 'distance of the loss from ln(classes), relative to it' },
    maxProbabilitySpread: {
      default: 0.1,
      description: 'standard deviation of the probabilities, relative to 1 / classes',
    },
  },
  evaluateProgress: ({ fit, model, data, losses, snapshot, first, limit }) => {
    const steps = (losses.at(-1)?.step ?? fit.firstStep) - fit.firstStep;
    if (!snapshot || !isClassifying(model, data) || steps < limit('minSteps')) return [];
    const graph = graphOf(model);
    const half = losses.slice(Math.floor(losses.length / 2));
    return softmaxOutputs(model, snapshot, graph, data).flatMap((output): Finding[] => {
      const { classes, source, layer, logits } = output;
      const guessing = Math.log(classes);
      const isGuessing = half.every(
        b => b.loss !== null && Math.abs(b.loss - guessing) < limit('maxLossDistance') * guessing,
      );
      const spread = probabilitySpread(output);
      if (!isGuessing || spread > limit('maxProbabilitySpread')) return [];
      const loss = half.at(-1)!.loss!;
      // As it began: what trained for a while is where training took it.
      const began = first ?? snapshot;
      const needs = initializerNeeds(chainOf(source, signalChains(model, began)), began, graph);
      return [
        layerFinding(uniformLogits, { snapshot, model }, source, {
          label: 'predictions alike',
          message: shortEnough(
            `Loss stays ${formatLoss(loss)} = ln ${classes}: ${layer.name} only guesses`,
            `Loss stays ${formatLoss(loss)} = ln ${classes}: it only guesses`,
          ),
          meaning: `After ${formatCount(steps)} steps each of the ${formatCount(classes)} classes still gets about ${formatFigure(1 / classes)} for every example, which is what guessing gives.`,
          advice: needs
            ? `The signal is too weak to tell examples apart: use ${needs.text}.`
            : 'Look at the layers before: a signal that vanishes, dead units, or a learning rate that is far too small.',
          evidence: {
            step: snapshot.step,
            classes,
            loss,
            guessing,
            probabilitySpread: spread / classes,
            logitSpread: logits?.std ?? null,
          },
          related: relatedPlaces(source.site, [
            { site: model.compileSite ?? fit.site, message: 'the loss and the optimizer' },
          ]),
          remedies: remediesOf(needs?.remedy ?? null),
        }),
      ];
    });
  },
};
