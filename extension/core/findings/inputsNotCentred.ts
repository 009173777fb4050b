import type { Finding } from '../../protocol/finding';
import { formatFigure } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { inputUse } from './inputPaths';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';

/** Inputs whose mean is far from 0 for how much they vary: the same offset in each. */
export const inputsNotCentred: FindingRule = {
  id: 'inputs-not-centred',
  title: 'The inputs lie far from 0',
  severity: 'info',
  limits: {
    maxOffset: { default: 3, description: 'distance of the mean from 0, in standard deviations of the inputs' },
    minExamples: { default: 20, description: 'examples that are looked at; fewer say nothing' },
  },
  evaluateData: ({ data, model, fit, limit }: DataContext) =>
    data.inputs.flatMap((input, i): Finding[] => {
      const { mean, std, min, max } = input.summary;
      if (data.examples < limit('minExamples') || mean === null || std === null || !(std > 0)) return [];
      const offset = Math.abs(mean) / std;
      const isFlags = input.isInteger && min! >= 0 && max! <= 1;
      if (offset <= limit('maxOffset') || isFlags || inputUse(model, i) !== 'weights') return [];
      const site = fit.site ?? model.compileSite;
      return [
        newFinding(inputsNotCentred, {
          fit: fit.index,
          model: model.name,
          step: fit.firstStep,
          label: `mean ${formatFigure(mean)} ± ${formatFigure(std)}`,
          message: shortEnough(
            `Inputs lie around ${formatFigure(mean)} ± ${formatFigure(std)}: subtract the mean`,
            'Inputs lie far from 0: subtract the mean',
          ),
          meaning:
            'What all examples have in common outweighs what tells them apart, and the weights first have to learn to cancel it.',
          advice: 'Subtract the mean of the training set from the inputs, here and wherever the model is given any.',
          evidence: { input: input.name, mean, std, offset, smallest: min, largest: max },
          site,
          related: relatedPlaces(site, [
            { site: model.layers[0]?.site ?? null, message: 'The first layer takes them as they are' },
          ]),
        }),
      ];
    }),
};
