import { formatCount, formatLoss } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { FindingRule, ProgressContext } from './findingRule';
import { guessLoss } from './guessLoss';
import { epochBlocks, isLoop, lossCourse, type LossCourse } from './lossCourse';
import { newFinding } from './newFinding';
import { planShare } from './planShare';
import { relatedPlaces } from './sites';

/** The loss stays where it began, and is no better than that of an answer that is the same for every input. */
export const lossNotFalling: FindingRule = {
  id: 'loss-not-falling',
  title: 'The loss does not fall',
  severity: 'warning',
  limits: {
    minFall: { default: 0.01, description: 'fall of the loss since the beginning, as a share of it' },
    minShareOfGuess: {
      default: 0.95,
      description: 'loss over that of a model that answers the same for every input, where that is known',
    },
    minSteps: {
      default: 20,
      description: 'steps before anything is said; ten times as many in a loop of one’s own, and in fewer epochs',
    },
    minEpochs: {
      default: 5,
      description:
        'epochs before anything is said, and at least a quarter of those planned; fewer of many steps do too',
    },
  },
  evaluateProgress: context => {
    const { fit, model, losses, epochs, data, learningRate, limit } = context;
    if (fit.initialEpoch > 0) return [];
    // Steps vary more than epochs, so it takes more of them to tell.
    const isBySteps = isLoop(fit) || epochs.length < limit('minEpochs');
    if (!isLoop(fit) && planShare(fit, epochs.length) < 0.25) return [];
    const course = lossCourse(isBySteps ? losses : epochBlocks(epochs, fit));
    if (!course || course.steps < limit('minSteps') * (isBySteps ? 10 : 1)) return [];
    const fall = (course.first - course.recent) / Math.abs(course.first);
    // What rises is another rule's matter, and a loss around 0 has no share to fall by.
    const isFlat = Math.abs(fall) < limit('minFall');
    if (!isFlat || course.uncertainty > limit('minFall') * Math.abs(course.first)) return [];
    const guess = isLoop(fit) ? null : guessLoss(data);
    // It has risen within the first epoch.
    const start = losses[0]?.loss ?? course.first;
    if (course.recent > 1.2 * Math.max(Math.abs(start), guess ?? 0)) return [];
    if (guess === null ? !standsStill(context, course) : course.recent < limit('minShareOfGuess') * guess) return [];
    const site = fit.site ?? model.compileSite;
    const after = epochs.length > 1 ? `${formatCount(epochs.length)} epochs` : `${formatCount(course.steps)} steps`;
    const isGuess = guess !== null && course.recent < 1.2 * guess;
    const stays = `Loss stays at ${formatLoss(course.recent)} for ${after}`;
    return [
      newFinding(lossNotFalling, {
        fit: fit.index,
        model: model.name,
        step: losses.at(-1)?.step ?? epochs.at(-1)?.step ?? null,
        label: `loss stays ${formatLoss(course.recent)}`,
        message: isGuess
          ? shortEnough(`${stays}: as good as guessing`, `${stays}: guessing`, stays)
          : shortEnough(stays, 'Loss does not fall'),
        meaning: isGuess
          ? 'The model answers about the same for every input, as if it did not see it.'
          : 'What the steps change does not bring the outputs nearer to the targets.',
        advice:
          'Look at the other findings first, of weights, inputs and labels; where there are none, use a rate ten times as large.',
        evidence: {
          first: course.first,
          recent: course.recent,
          guess,
          steps: course.steps,
          epochs: epochs.length,
          learningRate,
        },
        site,
        related: relatedPlaces(site, [
          { site: model.optimizerSite ?? model.compileSite, message: 'The optimizer and its rate are set here' },
        ]),
      }),
    ];
  },
};

/**
 * Nobody knows what the loss can be. Networks that play against each other, rewards and what is learnt already all have
 * losses that do not fall; only one that stands still, beyond all noise, since its model's first step is told.
 */
function standsStill({ fit, first, limit }: ProgressContext, course: LossCourse): boolean {
  const size = Math.abs(course.recent);
  const isFresh = first !== null && first.fit === fit.index;
  return isFresh && course.noise < limit('minFall') * size && course.peak - course.lowest < 5 * limit('minFall') * size;
}
