import { formatCount, formatFigure } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { FindingRule } from './findingRule';
import { guessLoss } from './guessLoss';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';
import { around, indexOfLowest, isSettled, newest, validationCourse } from './validationCourse';

/** The validation loss has been better some epochs ago and rises, while the training loss still falls. */
export const overtraining: FindingRule = {
  id: 'overtraining',
  title: 'The validation loss has been better, and rises',
  severity: 'warning',
  limits: {
    patience: { default: 5, description: 'epochs since the lowest validation loss' },
    minRise: { default: 0.05, description: 'rise of the validation loss since then, as a share of it' },
    minRiseOfGuess: {
      default: 0.04,
      description:
        'rise over the loss of a model that answers the same for every input, or else over the first validation loss',
    },
  },
  evaluateProgress: ({ fit, model, epochs, data, limit }) => {
    const course = validationCourse(epochs);
    if (!course || !isSettled(model, epochs, fit)) return [];
    const { training, validation, noise } = course;
    const best = indexOfLowest(validation);
    const since = validation.length - 1 - best;
    if (since < Math.max(2, limit('patience'))) return [];
    // The lowest of noisy values is lower than what it stands for: epochs around it are compared with the newest.
    const [then, now] = [around(validation, best), newest(validation)];
    const scale = guessLoss(data) ?? Math.abs(validation[0]!);
    const rise = now - then;
    if (!(rise > limit('minRise') * Math.abs(then)) || rise < 2 * noise || rise < limit('minRiseOfGuess') * scale)
      return [];
    if (newest(training) > 0.95 * around(training, best)) return [];
    const site = fit.site ?? model.compileSite;
    // So that a run which is stopped by it ends before this is said again.
    const patience = Math.max(1, Math.ceil(limit('patience')) - 1);
    const bestEpoch = course.epochs[best]!;
    return [
      newFinding(overtraining, {
        fit: fit.index,
        model: model.name,
        step: epochs.at(-1)!.step,
        label: `best at epoch ${formatCount(bestEpoch)}`,
        message: shortEnough(
          `Validation loss ${formatFigure(now)}, ${formatFigure(validation[best])} at epoch ${formatCount(bestEpoch)}: stop there`,
          `Validation loss was best at epoch ${formatCount(bestEpoch)}: stop there`,
        ),
        meaning: `For ${formatCount(since)} epochs training has made the model better on its training set only, and worse on the rest.`,
        advice: `Stop early, and use the checkpoint of epoch ${formatCount(bestEpoch)}.`,
        evidence: {
          bestEpoch,
          best: validation[best]!,
          validation: now,
          training: newest(training),
          epochsSince: since,
        },
        site,
        related: relatedPlaces(site, [{ site: model.compileSite, message: 'The model is compiled here' }]),
        remedies: fit.site
          ? [
              {
                label: `Stop after ${formatCount(patience)} epochs without a better validation loss`,
                edits: [
                  {
                    kind: 'addCallback',
                    site: fit.site,
                    callback: 'earlyStopping',
                    arguments: { monitor: 'val_loss', patience },
                  },
                ],
              },
            ]
          : [],
      }),
    ];
  },
};
