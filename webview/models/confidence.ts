import { formatFigure, formatLoss, formatShare } from '../../extension/core/stats/formatFigure';
import { rebinToEdges } from '../../extension/core/stats/rebin';
import type { RunState } from '../../extension/protocol/runState';
import type { Summary } from '../../extension/protocol/summary';
import { strong, type Answer } from './answer';
import type { OutputDistributions } from './outputLayer';
import { notFinite } from './tensors';

/** A class that gets this and more is held for certain. */
const certain = 0.99;
/** Nearly all examples. */
const most = 0.9;

/** The loss nearest before a step: of its epoch, else of the step; null where none is known. */
export function lossAt(run: RunState, at: { fit: number; step: number }): number | null {
  const epoch = run.epochs.find(e => e.fit === at.fit && e.step === at.step && at.step > 0);
  const loss = epoch?.metrics['loss'];
  if (typeof loss === 'number') return loss;
  const steps = run.steps.filter(s => s.fit === at.fit);
  return (steps.findLast(s => s.step <= at.step) ?? steps[0])?.loss ?? null;
}

/** The share of examples that have one class for certain: of values at 0.99 and above, times the values of a row. */
export function certainShare({ probabilities, width }: OutputDistributions): number | null {
  const summary = probabilities?.summary;
  if (!summary?.count || !summary.buckets) return null;
  const count = (from: number, to: number) =>
    rebinToEdges(summary, Float64Array.of(from, to)).reduce((sum, c) => sum + c, 0);
  const high = count(certain, 2) + (width === 1 ? count(-1, 1 - certain) + summary.zeros : 0);
  return Math.min(1, (high * width) / summary.count);
}

/** All values within a fifth of the same share for each class. */
const isUniform = ({ min, max }: Summary, classes: number): boolean =>
  min !== null && max !== null && min > 0.8 / classes && max < 1.2 / classes;

/** Over-confident, telling nothing apart, or neither: the sentence over logits and probabilities, with the loss it costs. */
export function confidenceAnswer(outputs: OutputDistributions, loss: number | null, isUntrained: boolean): Answer {
  const { logits, probabilities, classes } = outputs;
  const broken = [logits, probabilities].find(d => d && notFinite(d.summary) > 0);
  if (broken) return [strong('The outputs hold NaN or infinity'), `, ${broken.layer} first of them.`];
  const chance = Math.log(classes);
  const named = `ln ${classes} = ${formatLoss(chance)}`;
  const share = certainShare(outputs);
  const isCostly = loss !== null && loss > 2 * chance;
  if (share !== null && share >= most && (isCostly || (loss === null && isUntrained)))
    return [
      strong('Over-confident'),
      `: ${formatShare(share)} of the examples have one class at ${certain} and above`,
      ...(isCostly ? [`; the loss of ${formatLoss(loss)} is ${formatFigure(loss / chance)} times ${named}.`] : ['.']),
    ];
  const isAtChance = loss !== null && Math.abs(loss - chance) < 0.015 * chance;
  if (probabilities && isUniform(probabilities.summary, classes))
    return [
      'Tells nothing apart: all probabilities are near ',
      strong(formatFigure(1 / classes, 2)),
      ...(isAtChance ? [', and ', strong(`the loss ${formatLoss(loss)} = ln ${classes}`), '.'] : ['.']),
    ];
  const range = logits
    ? [`Logits within ${rangeOf(logits.summary)}`]
    : [`Probabilities within ${rangeOf(probabilities!.summary)}`];
  return [
    ...range,
    ...(share === null ? [] : ['; ', strong(`${formatShare(share)} of the examples`), ' have a class for certain']),
    ...(loss === null ? ['.'] : [`; loss ${formatLoss(loss)} against ${named}.`]),
  ];
}
const rangeOf = ({ min, max }: Summary): string => `[${formatFigure(min)}, ${formatFigure(max)}]`;
