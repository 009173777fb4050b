import { formatFigure, formatLoss, formatRate } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { FindingRule } from './findingRule';
import { guessLoss } from './guessLoss';
import { largestUpdate, rateRemedyTo, typicalRate } from './learningRates';
import { epochBlocks, isLoop, lossCourse } from './lossCourse';
import { newFinding } from './newFinding';
import { planShare } from './planShare';
import { remediesOf } from './remedies';
import { relatedPlaces } from './sites';

/** The steps are so short that the loss hardly falls. */
export const learningRateTooSmall: FindingRule = {
  id: 'learning-rate-too-small',
  title: 'The learning rate is too small: the weights hardly move',
  severity: 'warning',
  limits: {
    minUpdateRatio: {
      default: 1e-4,
      description: 'norm of an update over the norm of its kernel, for the kernel that moves most',
    },
    minFall: { default: 0.05, description: 'fall of the loss since the beginning, as a share of it' },
    minEpochs: { default: 3, description: 'epochs before anything is said, and at least a quarter of those planned' },
    minSteps: { default: 20, description: 'steps before anything is said; ten times as many in a loop of one’s own' },
  },
  evaluateProgress: ({ fit, model, epochs, losses, learningRate, data, snapshot, first, limit }) => {
    const usual = typicalRate(model.optimizer);
    // With a usual rate, short steps have another reason.
    if (learningRate === null || usual === null || !(learningRate > 0) || learningRate > usual / 10) return [];
    if (!isLoop(fit) && (epochs.length < limit('minEpochs') || planShare(fit, epochs.length) < 0.25)) return [];
    // A rate that is led up slowly is small on purpose.
    if (epochs.some(e => e.learningRate !== null && Math.abs(e.learningRate / learningRate - 1) > 0.01)) return [];
    const course = lossCourse(isLoop(fit) ? losses : epochBlocks(epochs, fit));
    const update = largestUpdate(model, snapshot);
    if (!course || course.steps < limit('minSteps') * (isLoop(fit) ? 10 : 1)) return [];
    if (!update || update.ratio >= limit('minUpdateRatio')) return [];
    const fall = (course.first - course.recent) / Math.abs(course.first);
    if (!(fall < limit('minFall'))) return [];
    // What has been learnt before is refined in short steps.
    const guess = isLoop(fit) ? null : guessLoss(data);
    if (guess === null ? first?.fit !== fit.index : course.recent < guess / 2) return [];
    const site = model.optimizerSite ?? model.compileSite ?? fit.site;
    const ratio = formatFigure(update.ratio, 2);
    return [
      newFinding(learningRateTooSmall, {
        fit: fit.index,
        model: model.name,
        step: snapshot?.step ?? null,
        label: update.ratio === 0 ? 'weights do not move' : `updates ${ratio} of weights`,
        message: shortEnough(
          update.ratio === 0
            ? `Weights do not move at all: use a rate of ${formatRate(usual)}`
            : `Steps change weights by ${ratio}: use a rate of ${formatRate(usual)}`,
          `Weights hardly move: use a rate of ${formatRate(usual)}`,
        ),
        meaning: `The loss went from ${formatLoss(course.first)} to ${formatLoss(course.recent)}: at this pace training takes thousands of times as long.`,
        advice: `Use a learning rate of ${formatRate(usual)} instead of ${formatRate(learningRate)}.`,
        evidence: {
          learningRate,
          suggested: usual,
          largestUpdate: update.ratio,
          layer: update.layer,
          first: course.first,
          recent: course.recent,
          steps: course.steps,
          guess,
        },
        site,
        related: relatedPlaces(site, [{ site: fit.site, message: 'It is trained here' }]),
        remedies: remediesOf(rateRemedyTo(model, usual)),
      }),
    ];
  },
};
