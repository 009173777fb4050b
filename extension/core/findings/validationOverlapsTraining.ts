import type { DataFacts } from '../../protocol/dataFacts';
import { formatCount, formatShare } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';

/** Examples of the validation set are in the training set too, value for value. */
export const validationOverlapsTraining: FindingRule = {
  id: 'validation-overlaps-training',
  title: 'The validation set holds examples of the training set',
  severity: 'warning',
  limits: {
    maxShare: { default: 0.05, description: 'share of the validation examples that are in the training set too' },
    minBits: {
      default: 32,
      description: 'bits that an example holds at most, by the values it takes; with fewer, equal examples are chance',
    },
  },
  evaluateData: ({ data, model, fit, limit }: DataContext) => {
    const { validation } = data;
    if (!validation || validation.examples === 0) return [];
    const share = validation.duplicates / validation.examples;
    const bits = data.inputs.reduce((n, input) => n + bitsOf(input), 0);
    if (share <= limit('maxShare') || bits < limit('minBits')) return [];
    const site = fit.site ?? model.compileSite;
    const isAll = share === 1;
    const [some, all] = [formatCount(validation.duplicates), formatCount(validation.examples)];
    return [
      newFinding(validationOverlapsTraining, {
        fit: fit.index,
        model: model.name,
        step: fit.firstStep,
        label: `${formatShare(share)} of validation seen`,
        message: isAll
          ? 'The whole validation set is in the training set'
          : shortEnough(
              `${some} of ${all} validation examples are in the training set`,
              `${formatShare(share)} of the validation set is in the training set`,
            ),
        meaning: 'What the model has been trained on is no test of it, so the validation figures are too good.',
        advice: isAll
          ? 'Use validationSplit, or give other examples as validationData.'
          : 'Remove duplicates before the data is split, and augment after it.',
        evidence: { duplicates: validation.duplicates, examples: validation.examples, share },
        site,
        related: relatedPlaces(site, [{ site: model.compileSite, message: 'The model is compiled here' }]),
      }),
    ];
  },
};

/** Bits of information that the values of an example hold at most, as far as their figures tell. */
function bitsOf({ shape, summary, isInteger }: DataFacts['inputs'][number]): number {
  const values = shape.reduce((a, b) => a * b, 1);
  const { min, max, std, count, zeros } = summary;
  if (min === null || max === null || std === null || count === 0) return 0;
  if (min === max) return 0;
  if (!isInteger) return 24 * values;
  const entropy = (p: number): number => (p > 0 && p < 1 ? -p * Math.log2(p) - (1 - p) * Math.log2(1 - p) : 0);
  const zeroShare = zeros / count;
  // Zero or not, and if not, which one: no more than a normal distribution of that spread holds, nor than the range does.
  const others = Math.max(0, Math.min(Math.log2(max - min + 1), Math.log2(std * Math.sqrt(2 * Math.PI * Math.E) + 1)));
  const isFlags = min >= 0 && max <= 1;
  return values * (entropy(zeroShare) + (isFlags ? 0 : (1 - zeroShare) * others));
}
