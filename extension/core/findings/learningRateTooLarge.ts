import { formatFigure, formatGrowth, formatRate } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { FindingRule, ProgressContext } from './findingRule';
import { guessLoss } from './guessLoss';
import { largestUpdate, rateRemedyTo, typicalRate } from './learningRates';
import { finiteStart, isLoop, lossCourse, median } from './lossCourse';
import { newFinding } from './newFinding';
import { remediesOf } from './remedies';
import { relatedPlaces } from './sites';

/** The steps are so long that the loss rises, or jumps, instead of falling. */
export const learningRateTooLarge: FindingRule = {
  id: 'learning-rate-too-large',
  title: 'The learning rate is too large: the loss rises or jumps',
  severity: 'warning',
  limits: {
    maxGrowth: {
      default: 3,
      description: 'highest loss over the first, or over that of a model that answers the same for every input',
    },
    maxUpdateRatio: { default: 0.1, description: 'norm of a kernel’s update over the norm of the kernel' },
    minSteps: { default: 20, description: 'steps before anything is said of a loss that is finite' },
  },
  evaluateProgress: context => {
    const { fit, model, losses, learningRate, snapshot } = context;
    if (learningRate === null || !(learningRate > 0)) return [];
    const problem = diverged(context) ?? risen(context);
    if (!problem) return [];
    const usual = typicalRate(model.optimizer);
    const rate = usual !== null && usual < learningRate ? usual : Number((learningRate / 10).toPrecision(2));
    const update = largestUpdate(model, snapshot);
    const site = model.optimizerSite ?? model.compileSite ?? fit.site;
    const use = `use a rate of ${formatRate(rate)}`;
    const change = `Loss ${problem.isJumping ? 'jumps' : 'rises'} from ${formatFigure(problem.from)} to ${formatFigure(problem.to)}`;
    return [
      newFinding(learningRateTooLarge, {
        severity: problem.isDiverged ? 'error' : 'warning',
        fit: fit.index,
        model: model.name,
        step: losses.at(-1)?.step ?? null,
        label: `loss ${formatGrowth(problem.to / problem.from)}`,
        message: shortEnough(`${change}: ${use}`, `Loss grows ${formatGrowth(problem.to / problem.from)}: ${use}`, use),
        meaning: 'Each step leaps over the lowest point and ends higher on the other side.',
        advice: `Use a learning rate of ${formatRate(rate)} instead of ${formatRate(learningRate)}.`,
        evidence: {
          learningRate,
          suggested: rate,
          from: problem.from,
          to: problem.to,
          recent: problem.recent,
          guess: guessLoss(context.data),
          largestUpdate: update?.ratio ?? null,
          layer: update?.layer ?? null,
        },
        site,
        related: relatedPlaces(site, [{ site: fit.site, message: 'It is trained here' }]),
        remedies: remediesOf(rateRemedyTo(model, rate)),
      }),
    ];
  },
};

interface Problem {
  from: number;
  to: number;
  recent: number | null;
  isJumping: boolean;
  isDiverged: boolean;
}

/** It grew, step by step, until it was no number any more. */
function diverged({ losses, limit }: ProgressContext): Problem | null {
  const finite = finiteStart(losses);
  if (finite.length === losses.length || finite.length === 0) return null;
  const [from, to] = [finite[0]!, Math.max(...finite)];
  const isGrowing = finite.at(-1)! >= to / 2 && to >= limit('maxGrowth') * 3 * Math.abs(from) && from > 0;
  return isGrowing ? { from, to, recent: null, isJumping: false, isDiverged: true } : null;
}

function risen(context: ProgressContext): Problem | null {
  const { fit, losses, data, model, snapshot, limit } = context;
  const course = lossCourse(losses);
  if (!course || course.steps < limit('minSteps')) return null;
  const { recent, peak } = course;
  const update = largestUpdate(model, snapshot)?.ratio ?? 0;
  const guess = isLoop(fit) ? null : guessLoss(data);
  // One step may happen to be easy; beside the loss of guessing that does no harm.
  const from = guess === null ? median(losses.slice(0, 3).map(b => b.loss!)) : losses[0]!.loss!;
  if (!(from > 0)) return null;
  const problem = { from, to: peak, recent, isJumping: recent < peak / 2, isDiverged: false };
  // Losses of networks that play against each other, and of rewards, rise by themselves; but not with such updates.
  if (guess === null) {
    const isFar = recent >= 3 * limit('maxGrowth') * from;
    const isLong = update >= limit('maxUpdateRatio');
    return isFar && (isLong || (!isLoop(fit) && recent >= 100 * from))
      ? { ...problem, to: recent, isJumping: false }
      : null;
  }
  // With a known loss of guessing: nothing is learnt, and the loss was, or is, far above where it began.
  const start = Math.max(from, guess);
  if (recent < 0.95 * guess) return null;
  if (peak >= limit('maxGrowth') * start && recent >= 0.9 * from) return problem;
  const isHigh = recent >= 1.2 * start;
  return (isHigh || course.noise >= 0.2 * start) && update >= limit('maxUpdateRatio') ? problem : null;
}
