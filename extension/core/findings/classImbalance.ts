import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding } from '../../protocol/finding';
import type { ModelInfo } from '../../protocol/model';
import { formatCount, formatShare } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';

/** One class has many times as many examples as another. */
export const classImbalance: FindingRule = {
  id: 'class-imbalance',
  title: 'One class has many times the examples of another',
  severity: 'warning',
  limits: {
    maxRatio: { default: 10, description: 'examples of the largest class over those of the smallest' },
    minPerClass: {
      default: 20,
      description: 'mean number of examples of a class; with fewer, chance alone makes some rare',
    },
    maxClasses: { default: 50, description: 'classes that are compared; words and letters are rare by nature' },
  },
  evaluateData: ({ data, model, fit, limit }: DataContext) => {
    // Classes that are weighed are cared for, and one batch does not tell what the others hold.
    if (data.isWeighted || data.total === null) return [];
    return data.targets.flatMap((target, i): Finding[] => {
      // Places in an image or a sequence are no examples, and several classes at once are no shares.
      const isOfExample = target.shape.length <= 1 && !(target.kind === 'binary' && (target.shape[0] ?? 1) > 1);
      // Classes that never occur are not counted: numbers that are not used, outputs in reserve.
      const classes = target.classCounts.map((count, index) => ({ index, count })).filter(c => c.count > 0);
      const total = classes.reduce((n, c) => n + c.count, 0);
      if (!isOfExample || classes.length < 2 || target.classCounts.length > limit('maxClasses')) return [];
      if (!isClassified(target, data.outputs[i]) || isLanguage(data, model, target.classCounts.length)) return [];
      if (total / classes.length < limit('minPerClass')) return [];
      const byCount = [...classes].sort((a, b) => a.count - b.count);
      const [least, most] = [byCount[0]!, byCount.at(-1)!];
      const ratio = most.count / least.count;
      if (ratio < limit('maxRatio')) return [];
      const site = fit.site ?? model.compileSite;
      return [
        newFinding(classImbalance, {
          fit: fit.index,
          model: model.name,
          step: fit.firstStep,
          label: `classes ${formatCount(ratio)} : 1`,
          message: shortEnough(
            `Class ${most.index} has ${formatCount(most.count)} examples, class ${least.index} ${formatCount(least.count)}: weigh them`,
            `Class ${most.index} has ${formatCount(ratio)}× the examples of class ${least.index}`,
          ),
          meaning: `A model that always answers ${most.index} is right for ${formatShare(most.count / total)} of the examples, so accuracy says little.`,
          advice: 'Pass classWeight to fit, collect more of the rare class, or judge by precision and recall.',
          evidence: {
            largestClass: most.index,
            largest: most.count,
            smallestClass: least.index,
            smallest: least.count,
            ratio,
            classes: classes.length,
          },
          site,
          related: relatedPlaces(site, [{ site: model.compileSite, message: 'The loss counts every example alike' }]),
        }),
      ];
    });
  },
};

/** Figures with few values are no classes: they are where the output or its loss says so. */
function isClassified(target: DataFacts['targets'][number], output: DataFacts['outputs'][number] | undefined): boolean {
  if (target.kind === 'oneHot') return true;
  if (target.kind === 'probabilities') return false;
  if (!output) return false;
  return /entropy|hinge|logloss/i.test(output.loss ?? '') || ['softmax', 'sigmoid'].includes(output.activation ?? '');
}

/** Next words or letters: the classes are what the inputs are made of. */
function isLanguage(data: DataFacts, model: ModelInfo, classes: number): boolean {
  const isOneHot = data.inputs.some(({ shape }) => shape.length === 2 && shape[1] === classes);
  const isEmbedded = model.layers.some(l => l.className === 'Embedding' && l.weights[0]?.shape[0] === classes);
  return isOneHot || isEmbedded;
}
