import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding, Remedy } from '../../protocol/finding';
import type { FitInfo } from '../../protocol/run';
import { formatCount, formatFigure } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { inputUse } from './inputPaths';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';

type Input = DataFacts['inputs'][number];

/** Inputs far larger than 1 go into weights as they are: pixels from 0 to 255, prices, columns of very different sizes. */
export const inputsNotScaled: FindingRule = {
  id: 'inputs-not-scaled',
  title: 'The inputs are not scaled',
  severity: 'warning',
  limits: {
    maxSize: {
      default: 100,
      description: 'root mean square of the inputs; pixels from 0 to 255 are told by their range',
    },
    maxFeatureSpread: {
      default: 1000,
      description: 'largest standard deviation of a feature over the smallest that is not 0',
    },
  },
  evaluateData: ({ data, model, fit, limit }: DataContext) =>
    data.inputs.flatMap((input, i): Finding[] => {
      const problem =
        bytes(input) ?? tooLarge(input, limit('maxSize')) ?? uneven(input, data, limit('maxFeatureSpread'));
      if (!problem || inputUse(model, i) !== 'weights') return [];
      const { min, max, mean, std } = input.summary;
      const remedy = problem.divisor && remedyOf(problem.divisor, data, fit);
      return [
        newFinding(inputsNotScaled, {
          fit: fit.index,
          model: model.name,
          step: fit.firstStep,
          label: problem.label,
          message: problem.message,
          meaning: problem.meaning,
          advice: problem.advice,
          evidence: { input: input.name, smallest: min, largest: max, mean, std, featureSpread: input.featureSpread },
          site: fit.site ?? model.compileSite,
          related: relatedPlaces(fit.site ?? model.compileSite, [
            { site: model.layers[0]?.site ?? null, message: 'The first layer takes them as they are' },
          ]),
          remedies: remedy ? [remedy] : [],
        }),
      ];
    }),
};

interface Problem {
  label: string;
  message: string;
  meaning: string;
  advice: string;
  /** What to divide by; null where one number does not do. */
  divisor: number | null;
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const manyFeatures = 64;

/** Pixels as bytes. */
function bytes({ shape, summary, isInteger }: Input): Problem | null {
  const { min, max } = summary;
  if (min === null || max === null || min < 0 || max <= 127 || max > 255) return null;
  const isImage = shape.length === 3 || shape.length === 4;
  if (size(shape) < manyFeatures || !(isImage || isInteger)) return null;
  return {
    label: `inputs to ${formatFigure(max)}`,
    message: `Inputs go from ${formatFigure(min)} to ${formatFigure(max)}: divide them by 255`,
    meaning: 'Initial weights and learning rates are made for inputs around 1; these are a hundred times as large.',
    advice: 'Divide the inputs by 255, here and wherever the model is given any.',
    divisor: 255,
  };
}

function tooLarge({ summary, featureSpread }: Input, limit: number): Problem | null {
  const { mean, std, min, max } = summary;
  if (mean === null || std === null || Math.hypot(mean, std) <= limit) return null;
  const largest = Math.max(Math.abs(min!), Math.abs(max!));
  // With columns of different sizes one divisor would leave the small ones without weight.
  const divisor = featureSpread === null || featureSpread < 10 ? roundAbove(largest) : null;
  const range = `${formatFigure(min)} to ${formatFigure(max)}`;
  return {
    label: `inputs to ${formatFigure(largest)}`,
    message: shortEnough(
      `Inputs go from ${range}: ${divisor ? `divide by ${formatCount(divisor)}` : 'standardize them'}`,
      `Inputs go to ${formatFigure(largest)}: scale them`,
    ),
    meaning: 'Initial weights and learning rates are made for inputs around 1, and these are far larger.',
    advice:
      'Subtract the mean and divide by the standard deviation, of each column by itself, wherever the model is given any.',
    divisor,
  };
}

function uneven({ featureSpread, shape, isInteger, summary }: Input, data: DataFacts, limit: number): Problem | null {
  const isTable = shape.length === 1 && data.examples >= 20;
  // Counts and flags are sparse by nature.
  const isSparse = isInteger || summary.zeros > summary.count / 2;
  if (featureSpread === null || featureSpread <= limit || !isTable || isSparse) return null;
  return {
    label: `features ×${formatFigure(featureSpread, 2)}`,
    message: shortEnough(
      `Features differ ${formatFigure(featureSpread, 2)}-fold in spread: standardize them`,
      'Features differ in spread: standardize them',
    ),
    meaning:
      'The feature with the largest values decides the outputs and the gradients, and the small ones count for nothing.',
    advice: 'Subtract each column’s mean and divide by its standard deviation.',
    divisor: null,
  };
}

/** A power of ten, or what words of 8 or 16 bits hold. */
function roundAbove(largest: number): number {
  if (largest <= 255) return 255;
  if (largest > 10_000 && largest <= 65_535) return 65_535;
  return 10 ** Math.ceil(Math.log10(largest) - 1e-9);
}

/** Only of a call that is given one tensor. */
function remedyOf(divisor: number, data: DataFacts, fit: FitInfo): Remedy | null {
  if (fit.kind !== 'fit' || !fit.site || data.inputs.length !== 1) return null;
  return {
    label: `Divide the inputs by ${formatCount(divisor)}`,
    edits: [{ kind: 'divideInputs', site: fit.site, divisor }],
  };
}
