import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding } from '../../protocol/finding';
import { formatFigure } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { lossFamily } from './lossNames';
import { newFinding } from './newFinding';
import { activationEdits, outputLayerOf } from './outputEdits';
import { relatedPlaces } from './sites';

type Output = DataFacts['outputs'][number];

/** What activations cannot go beyond. */
const bounds: Record<string, [low: number, high: number]> = {
  sigmoid: [0, 1],
  hardSigmoid: [0, 1],
  softmax: [0, 1],
  tanh: [-1, 1],
  softsign: [-1, 1],
  relu: [0, Infinity],
  relu6: [0, 6],
  softplus: [0, Infinity],
};

/** The last activation has bounds beyond which many of the targets lie; softmax over one unit, whose only value is 1. */
export const outputCannotReachTargets: FindingRule = {
  id: 'output-cannot-reach-targets',
  title: 'The last activation cannot give what the targets ask for',
  severity: 'error',
  limits: {
    maxSpreadsBeyond: {
      default: 1,
      description:
        'how many standard deviations of the targets around their mean must lie within the activation’s bounds',
    },
  },
  evaluateData: ({ data, model, fit, limit }: DataContext) =>
    data.outputs.flatMap((output, i): Finding[] => {
      const target = data.targets[i];
      const layer = outputLayerOf(model, output);
      const problem = oneUnit(output, target) ?? (target && beyond(output, target, limit('maxSpreadsBeyond')));
      if (!problem || !output.activation) return [];
      const site = layer?.site ?? model.compileSite ?? fit.site;
      const edits = layer && activationEdits(layer, problem.use);
      return [
        newFinding(outputCannotReachTargets, {
          severity: problem.severity,
          fit: fit.index,
          model: model.name,
          layer: layer?.name ?? null,
          step: fit.firstStep,
          label: problem.label,
          message: problem.message,
          meaning: problem.meaning,
          advice: problem.advice,
          evidence: {
            activation: output.activation,
            loss: output.loss,
            smallestTarget: target?.summary.min ?? null,
            largestTarget: target?.summary.max ?? null,
            meanTarget: target?.summary.mean ?? null,
            stdTarget: target?.summary.std ?? null,
          },
          site,
          related: relatedPlaces(site, [
            { site: fit.site, message: 'The targets are given here' },
            { site: model.compileSite, message: 'The loss is named here' },
          ]),
          remedies:
            edits && layer
              ? [
                  {
                    label:
                      problem.use === 'linear'
                        ? `Remove ${output.activation} from ${layer.name}`
                        : `Use ${problem.use} in ${layer.name}`,
                    edits,
                  },
                ]
              : [],
        }),
      ];
    }),
};

interface Problem {
  severity: 'error' | 'warning';
  label: string;
  message: string;
  meaning: string;
  advice: string;
  /** The activation that mends it. */
  use: 'sigmoid' | 'linear';
}

/** Softmax divides by the sum over the last axis: of one value by itself. */
function oneUnit(output: Output, target: DataFacts['targets'][number] | undefined): Problem | null {
  if (output.activation !== 'softmax' || output.shape.at(-1) !== 1) return null;
  // A loss that takes classes says more: `labels-do-not-match-loss`.
  if (['sparse', 'categorical'].includes(lossFamily(output.loss) ?? '')) return null;
  const use = target && lossFamily(output.loss) === 'distance' && target.kind !== 'binary' ? 'linear' : 'sigmoid';
  return {
    severity: 'error',
    label: 'softmax over one unit',
    message:
      use === 'sigmoid'
        ? 'Softmax over one unit is always 1: use sigmoid'
        : 'Softmax over one unit is always 1: remove it',
    meaning:
      'Softmax makes the values of an example sum to 1, so a single one is 1 whatever the inputs, and nothing is learnt.',
    advice: use === 'sigmoid' ? 'Use sigmoid for two classes with one unit.' : 'Use no activation for figures.',
    use,
  };
}

function beyond(output: Output, { summary, kind }: DataFacts['targets'][number], spreads: number): Problem | null {
  // Cross-entropies are another rule's matter, and of a loss of the person's own nothing is known.
  if (lossFamily(output.loss) !== 'distance' || kind === 'oneHot' || kind === 'binary') return null;
  const [low, high] = bounds[output.activation ?? ''] ?? [-Infinity, Infinity];
  const { min, max, mean, std } = summary;
  if (min === null || max === null || mean === null || std === null) return null;
  // Noise around a bound is not meant.
  const isAbove = max - high > std / 4 && mean + spreads * std > high;
  const isBelow = low - min > std / 4 && mean - spreads * std < low;
  if (!isAbove && !isBelow) return null;
  const reach = high === Infinity ? `at least ${low}` : `${formatFigure(low)} to ${formatFigure(high)}`;
  return {
    severity: 'warning',
    label: `targets ${formatFigure(min)} to ${formatFigure(max)}`,
    message: shortEnough(
      `${output.activation} gives ${reach}, targets ${formatFigure(min)} to ${formatFigure(max)}: remove it`,
      `${output.activation} cannot give targets to ${formatFigure(isAbove ? max : min)}: remove it`,
    ),
    meaning: `The outputs can be ${reach}, and the targets lie around ${formatFigure(mean)} with a standard deviation of ${formatFigure(std)}.`,
    advice: 'Use no activation in the last layer, or bring the targets into its range.',
    use: 'linear',
  };
}
