import type { Remedy } from '../../protocol/finding';
import type { ModelInfo } from '../../protocol/model';
import { formatFigure } from '../stats/formatFigure';
import { shortEnough } from './findingText';
import type { FindingRule } from './findingRule';
import { guessLoss } from './guessLoss';
import { graphOf } from './layerGraph';
import { newFinding } from './newFinding';
import { planShare } from './planShare';
import { relatedPlaces } from './sites';
import { around, indexOfLowest, isSettled, newest, validationCourse } from './validationCourse';

/** The training loss goes on falling while the validation loss does not: what is learnt is the training set. */
export const overfitting: FindingRule = {
  id: 'overfitting',
  title: 'The gap between training and validation loss grows',
  severity: 'warning',
  limits: {
    maxGap: {
      default: 0.15,
      description:
        'validation loss minus training loss, over the loss of a model that answers the same for every input, or else over the first validation loss',
    },
    minEpochs: { default: 6, description: 'epochs before anything is said, and at least a quarter of those planned' },
  },
  evaluateProgress: ({ fit, model, epochs, data, limit }) => {
    const course = validationCourse(epochs);
    if (!course || !isSettled(model, epochs, fit)) return [];
    if (epochs.length < Math.max(4, limit('minEpochs')) || planShare(fit, epochs.length) < 0.25) return [];
    const { training, validation, noise } = course;
    const [train, valid] = [newest(training), newest(validation)];
    const best = indexOfLowest(validation);
    // 1. The gap is there, beyond the noise, and large for this task: a hundredth of a loss that is learnt is none.
    const gap = valid - train;
    const scale = guessLoss(data) ?? Math.abs(validation[0]!);
    if (!(gap > limit('maxGap') * scale) || gap < 3 * noise) return [];
    // 2. It has grown by half and more since the validation loss was at its best or, at the latest, half-way.
    const middle = Math.min(best, Math.floor(epochs.length / 2));
    const before = around(validation, middle) - around(training, middle);
    if (gap < 1.5 * before) return [];
    // 3. Training still falls, and validation does not, or by less than a fifth of that.
    const trainFall = around(training, middle) - train;
    const validFall = around(validation, middle) - valid;
    if (trainFall < 0.05 * around(training, middle) || validFall > Math.max(noise, 0.2 * trainFall)) return [];
    const site = fit.site ?? model.compileSite;
    return [
      newFinding(overfitting, {
        fit: fit.index,
        model: model.name,
        step: epochs.at(-1)!.step,
        label: `gap ${formatFigure(gap)}`,
        message: shortEnough(
          `Training loss falls to ${formatFigure(train)}, validation stays ${formatFigure(valid)}`,
          'Training loss falls, validation loss does not',
        ),
        meaning:
          'The model learns its training set by heart, and what it learns there no longer holds for other examples.',
        advice: 'Use more data or augmentation, dropout or L2, or a smaller network, and stop when validation is best.',
        evidence: {
          training: train,
          validation: valid,
          gap,
          gapBefore: before,
          bestEpoch: course.epochs[best]!,
          best: validation[best]!,
          epochs: epochs.length,
        },
        site,
        related: relatedPlaces(site, [{ site: model.site, message: 'The network is built here' }]),
        remedies: remediesOf(model),
      }),
    ];
  },
};

/** Dropout after the last hidden dense layer, where there is none yet. */
function remediesOf(model: ModelInfo): Remedy[] {
  const graph = graphOf(model);
  if (model.layers.some(l => /Dropout/.test(l.className))) return [];
  const hidden = graph.leaves.filter(l => l.className === 'Dense' && l.site && graph.nextOf(l).length > 0).at(-1);
  if (!hidden?.site) return [];
  const edit = { kind: 'insertLayer', site: hidden.site, layer: 'dropout', arguments: { rate: 0.5 } } as const;
  return [{ label: `Insert dropout after ${hidden.name}`, edits: [edit] }];
}
