import type { Finding } from '../../protocol/finding';
import { formatFigure, formatLoss, formatShare } from '../stats/formatFigure';
import type { FindingRule } from './findingRule';
import { shortEnough } from './findingText';
import { isUntrained, layerFinding, whenOf } from './layerFinding';
import { graphOf } from './layerGraph';
import { remediesOf, initializerNeeds, rateRemedy } from './remedies';
import { relatedPlaces } from './sites';
import { chainOf, signalChains } from './signalChain';
import { isClassifying, softmaxOutputs, sureness, type SoftmaxOutput } from './softmaxOutput';

/**
 * A softmax that is sure of one class before it has learnt anything, or, later, while its loss is worse than guessing. Being
 * sure and right is what training is for.
 */
export const overConfidentLogits: FindingRule = {
  id: 'over-confident-logits',
  title: 'Predictions that are sure without having learnt',
  severity: 'warning',
  limits: {
    maxSureness: {
      default: 0.9,
      description: 'spread of the probabilities over that of predictions with a single 1: 0 undecided, 1 sure',
    },
    minLogitSpread: { default: 5, description: 'standard deviation of the logits; below it nothing is said' },
    maxLossRatio: { default: 2, description: 'loss over ln(classes), once training has begun' },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, data, limit } = context;
    if (!isUntrained(context)) return [];
    const graph = graphOf(model);
    return softmaxOutputs(model, snapshot, graph, data).flatMap((output): Finding[] => {
      const { logits, source } = output;
      const sure = sureness(output);
      if (sure < limit('maxSureness') || (logits?.std ?? Infinity) < limit('minLogitSpread')) return [];
      const needs = initializerNeeds(chainOf(source, signalChains(model, snapshot)), snapshot, graph);
      return [
        layerFinding(overConfidentLogits, context, source, {
          label: `logits ${sizeOf(output)}`,
          message: shortEnough(
            `Logits of ${source.name} reach ${sizeOf(output)} ${whenOf(context)}`,
            `Logits reach ${sizeOf(output)} ${whenOf(context)}`,
            `Logits reach ${sizeOf(output)}`,
          ),
          meaning: `The softmax is sure of one class for nearly every example before anything is learnt, so the first loss is far above ln(${output.classes}) and gradients are extreme.`,
          advice: needs
            ? `Use ${needs.text}, so that predictions begin undecided.`
            : 'The weights are of the right size, so scale the inputs, or normalize before this layer.',
          evidence: evidenceOf(output, sure),
          remedies: remediesOf(needs?.remedy ?? null),
        }),
      ];
    });
  },
  evaluateProgress: ({ fit, model, data, losses, snapshot, first, limit, learningRate }) => {
    const loss = losses.at(-1)?.loss ?? null;
    if (!snapshot || snapshot === first || loss === null || !isClassifying(model, data)) return [];
    const graph = graphOf(model);
    return softmaxOutputs(model, snapshot, graph, data).flatMap((output): Finding[] => {
      const { classes, source, layer, logits } = output;
      const sure = sureness(output);
      const guessing = Math.log(classes);
      if (sure < limit('maxSureness') || (logits?.std ?? Infinity) < limit('minLogitSpread')) return [];
      if (loss < limit('maxLossRatio') * guessing) return [];
      const lower = rateRemedy(model, learningRate, 0.1);
      return [
        layerFinding(overConfidentLogits, { snapshot, model }, source, {
          label: 'sure and wrong',
          message: shortEnough(
            `${layer.name} is sure and wrong: loss ${formatLoss(loss)}`,
            `Sure and wrong: loss ${formatLoss(loss)}`,
          ),
          meaning: `Predictions are ${formatShare(Math.min(1, sure))} sure, yet the loss is ${formatLoss(loss)}, where guessing would give ln(${classes}) = ${formatLoss(guessing)}.`,
          advice:
            'Lower the learning rate, and begin with smaller logits: they have grown beyond what a few steps can correct.',
          evidence: { ...evidenceOf(output, sure), loss, guessing, step: snapshot.step },
          related: relatedPlaces(source.site, [
            { site: model.optimizerSite ?? model.compileSite ?? fit.site, message: 'the learning rate' },
          ]),
          remedies: remediesOf(lower),
        }),
      ];
    });
  },
};

const sizeOf = ({ logits }: SoftmaxOutput): string =>
  logits?.max == null || logits.min === null ? 'far' : `±${formatFigure(Math.max(logits.max, -logits.min), 2)}`;

const evidenceOf = ({ classes, logits, probabilities }: SoftmaxOutput, sure: number) => ({
  classes,
  sureness: sure,
  logitSpread: logits?.std ?? null,
  logitMin: logits?.min ?? null,
  logitMax: logits?.max ?? null,
  probabilityMax: probabilities?.max ?? null,
});
