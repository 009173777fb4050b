import type { DataFacts } from '../../protocol/dataFacts';
import { formatCount, formatFigure } from '../stats/formatFigure';
import { lossFamily, sameShape, shapeText, withLastAxis } from './lossNames';

export type Target = DataFacts['targets'][number];
export type Output = DataFacts['outputs'][number];

/** What would mend it: another loss, another activation or number of units of the last layer. */
export interface LabelChange {
  loss?: string;
  activation?: string;
  units?: number;
}

/** What does not fit. `cause`: where that is written. */
export interface LabelMismatch {
  label: string;
  messages: [string, ...string[]];
  meaning: string;
  advice: string;
  cause: 'compile' | 'layer' | 'fit';
  change: LabelChange | null;
}

/** Whole numbers that may name classes. */
export const isIndex = ({ kind }: Target): boolean => kind === 'classes' || kind === 'binary';
/** Values of the last axis. */
export const classesOf = ({ shape }: Output): number => shape.at(-1)!;
/** The target has a value for each of the output's. */
export const hasShapeOf = (target: Target, output: Output): boolean =>
  sameShape(withLastAxis(target.shape), output.shape);
/** One index for each distribution that the output holds. */
export const isOneEach = ({ shape }: Target, output: Output): boolean => {
  const places = output.shape.slice(0, -1);
  return sameShape(shape, places) || sameShape(shape, [...places, 1]);
};
const units = (count: number): string => `${formatCount(count)} ${count === 1 ? 'unit' : 'units'}`;
/** `0 to 9`. */
export const range = ({ summary }: Target): string => `${formatFigure(summary.min)} to ${formatFigure(summary.max)}`;

/** A loss that chooses among classes has one output only. */
export function twoClassesOneOutput(output: Output): LabelMismatch {
  return {
    label: 'two classes, one output',
    messages: ['One output for two classes: use binaryCrossentropy'],
    meaning: `With one output, ${output.loss} has only one class to choose from, so it learns nothing.`,
    advice: 'Use binaryCrossentropy with sigmoid.',
    cause: 'compile',
    change: { loss: 'binaryCrossentropy', activation: 'sigmoid' },
  };
}

/** Class indices below 0, or beyond the outputs. */
export function ofRange(target: Target, output: Output): LabelMismatch | null {
  const classes = classesOf(output);
  const { min, max } = target.summary;
  if (min === null || max === null || (min >= 0 && max < classes)) return null;
  const have = units(classes);
  const isFromOne = min === 1 && max === classes;
  return {
    label: `labels up to ${formatCount(max)}`,
    messages: [
      `Labels go to ${formatCount(max)}, ${output.layer ?? 'the output'} has ${have}: use ${formatCount(max + 1)}`,
      `Labels go to ${formatCount(max)}, the output has ${have}`,
      'Labels go beyond the outputs',
    ],
    meaning: `Classes count from 0, so ${have} can tell 0 to ${formatCount(classes - 1)}, and no output stands for the rest.`,
    advice: isFromOne
      ? 'Subtract 1 from the labels, or give the last layer one more unit.'
      : `Give the last layer ${formatCount(max + 1)} units, or correct the labels.`,
    cause: 'layer',
    change: min >= 0 && max < 1000 ? { units: max + 1 } : null,
  };
}

/** Figures where classes or probabilities belong. */
export function ofNoClasses(target: Target, output: Output): LabelMismatch {
  const { max } = target.summary;
  const isBytes = max !== null && max > 127 && max <= 255 && (target.summary.min ?? -1) >= 0;
  const loss = 'meanSquaredError';
  return {
    label: `targets ${range(target)}`,
    messages: [
      isBytes ? `Targets go to ${formatFigure(max)}: divide them by 255` : `Targets from ${range(target)}: use ${loss}`,
      `Targets are no classes: use ${loss}`,
    ],
    meaning: `${output.loss} compares probabilities, and the targets are figures from ${range(target)}.`,
    advice: isBytes
      ? 'Divide the targets by 255, or use meanSquaredError without an activation.'
      : 'Use meanSquaredError and no activation in the last layer, or give classes as targets.',
    cause: isBytes ? 'fit' : 'compile',
    change: isBytes ? null : { loss, activation: 'linear' },
  };
}

/** Targets of another shape than the output's, or than the loss takes. */
export function ofShape(
  target: Target,
  output: Output,
  wanted: readonly number[] = output.shape,
): LabelMismatch | null {
  const shape = withLastAxis(target.shape);
  if (sameShape(shape, wanted)) return null;
  const classes = classesOf(output);
  const [width, isDeep] = [shape.at(-1)!, shape.length > 1];
  const isForLogits = lossFamily(output.loss) === 'fromLogits';
  if (classes > 1 && isIndex(target) && isOneEach(target, output) && (output.activation === 'softmax' || isForLogits))
    return {
      label: 'class indices',
      messages: ['Labels are class indices: use sparseCategoricalCrossentropy'],
      meaning: `The output has ${formatCount(classes)} values an example, and the targets are single indices.`,
      advice: `Use sparseCategoricalCrossentropy after softmax, or turn the labels into tf.oneHot(labels, ${classes}).`,
      cause: 'compile',
      change: { loss: 'sparseCategoricalCrossentropy', activation: 'softmax' },
    };
  // Columns of a table for a layer with another number of units: that many units are meant.
  const isWidth = !isDeep && output.shape.length === 1 && wanted === output.shape;
  return {
    label: `targets ${shapeText(shape)}`,
    messages: [
      isWidth
        ? `Targets have ${formatCount(width)} values, ${output.layer ?? 'the output'} ${formatCount(classes)}: use ${units(width)}`
        : `Targets are ${shapeText(shape)}, the loss takes ${shapeText(wanted)}`,
      `Targets are ${shapeText(shape)}, the output ${shapeText(output.shape)}`,
      'Targets and outputs differ in shape',
    ],
    meaning: `Each example’s target has the shape ${shapeText(shape)}, and ${output.loss} takes ${shapeText(wanted)} for this output.`,
    advice: isWidth
      ? `Give the last layer ${units(width)}, or correct the targets.`
      : 'Give the targets the shape of the output, or change the last layers.',
    cause: 'layer',
    change: isWidth ? { units: width } : null,
  };
}
