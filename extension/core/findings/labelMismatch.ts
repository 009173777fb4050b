import type { DataFacts } from '../../protocol/dataFacts';
import { formatCount, formatFigure } from '../stats/formatFigure';
import { lossFamily, sameShape, shapeText, withLastAxis } from './lossNames';

type Target = DataFacts['targets'][number];
type Output = DataFacts['outputs'][number];

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

/** How far beyond 0 and 1 targets of a two-class loss may go: labels that are softened or made noisy on purpose. */
export const softness = 0.5;

/**
 * How a target does not fit the loss of its output, where it does not; null where it fits, or the loss is the person's own.
 * The shapes are those of one example.
 */
export function labelMismatch(target: Target, output: Output): LabelMismatch | null {
  if (output.shape.length === 0 || target.summary.count === 0) return null;
  switch (lossFamily(output.loss)) {
    case 'sparse':
      return ofSparse(target, output);
    case 'categorical':
      return ofCategorical(target, output);
    case 'binary':
      return ofBinary(target, output);
    case 'hinge':
      return ofHinge(target, output);
    case 'distance':
    case 'fromLogits':
      return ofShape(target, output);
    default:
      return null;
  }
}

const isIndex = ({ kind }: Target): boolean => kind === 'classes' || kind === 'binary';
const classesOf = ({ shape }: Output): number => shape.at(-1)!;
const hasShapeOf = (target: Target, output: Output): boolean => sameShape(withLastAxis(target.shape), output.shape);
/** One index for each distribution that the output holds. */
const isOneEach = ({ shape }: Target, output: Output): boolean => {
  const places = output.shape.slice(0, -1);
  return sameShape(shape, places) || sameShape(shape, [...places, 1]);
};
const units = (count: number): string => `${formatCount(count)} ${count === 1 ? 'unit' : 'units'}`;
const range = ({ summary }: Target): string => `${formatFigure(summary.min)} to ${formatFigure(summary.max)}`;

function ofSparse(target: Target, output: Output): LabelMismatch | null {
  const classes = classesOf(output);
  if (classes > 1 && hasShapeOf(target, output) && !isOneEach(target, output)) {
    if (target.kind === 'values' && !isScaledOneHot(target, classes)) return ofNoClasses(target, output);
    const isMany = target.kind === 'binary';
    const loss = isMany ? 'binaryCrossentropy' : 'categoricalCrossentropy';
    const what =
      target.kind === 'oneHot' ? 'One-hot labels' : isMany ? 'Labels with several classes' : 'Targets by class';
    return {
      label: target.kind === 'oneHot' ? 'one-hot labels' : 'labels by class',
      messages: [`${what}, sparse loss: use ${loss}`, `Labels are no class indices: use ${loss}`],
      meaning: `The loss takes one class index an example, and the targets have ${formatCount(classes)} values each.`,
      advice: `Use ${loss}, or give the index of the class instead.`,
      cause: 'compile',
      change: { loss, ...(isMany && { activation: 'sigmoid' }) },
    };
  }
  if (!isOneEach(target, output)) return ofShape(target, output, [...output.shape.slice(0, -1), 1]);
  if (!isIndex(target)) return ofNoClasses(target, output);
  if (classes === 1 && target.kind === 'binary') return twoClassesOneOutput(output);
  return ofRange(target, output);
}

function ofCategorical(target: Target, output: Output): LabelMismatch | null {
  const classes = classesOf(output);
  if (classes > 1 && isIndex(target) && isOneEach(target, output)) {
    const outside = ofRange(target, output);
    const loss = 'sparseCategoricalCrossentropy';
    return {
      label: 'class indices',
      messages: [`Labels are class indices: use ${loss}`],
      meaning: `The loss takes ${formatCount(classes)} probabilities an example, and the targets are single indices.`,
      advice: `Use ${loss}, or turn the labels into tf.oneHot(labels, ${classes}).`,
      cause: 'compile',
      change: { ...outside?.change, loss },
    };
  }
  if (!hasShapeOf(target, output)) return ofShape(target, output);
  if (classes === 1) return target.kind === 'binary' ? twoClassesOneOutput(output) : ofNoClasses(target, output);
  return target.kind === 'values' && !isScaledOneHot(target, classes) ? ofNoClasses(target, output) : null;
}

/** One-hot rows times a weight each, as in policy gradients: all but one value of each row are 0. */
const isScaledOneHot = ({ summary }: Target, classes: number): boolean =>
  summary.zeros >= (summary.count * (classes - 1)) / classes;

function ofBinary(target: Target, output: Output): LabelMismatch | null {
  const classes = classesOf(output);
  if (classes > 1 && isIndex(target) && isOneEach(target, output) && !hasShapeOf(target, output)) {
    const loss = 'sparseCategoricalCrossentropy';
    const outside = ofRange(target, output);
    return {
      label: 'class indices',
      messages: [`Labels are class indices: use ${loss}`],
      meaning: `The loss takes ${formatCount(classes)} values of 0 or 1 an example, and the targets are single indices.`,
      advice: `Use ${loss} after softmax, or turn the labels into tf.oneHot(labels, ${classes}).`,
      cause: 'compile',
      change: { ...outside?.change, loss, activation: 'softmax' },
    };
  }
  if (!hasShapeOf(target, output)) return ofShape(target, output);
  const { min, max, mean, std } = target.summary;
  if (min === null || max === null || (min >= -softness && max <= 1 + softness)) return null;
  if (target.kind === 'classes' && output.shape.length === 1 && classes === 1 && max < 1000) {
    return {
      label: `labels up to ${formatCount(max)}`,
      messages: [
        `Labels go to ${formatCount(max)}: use sparseCategoricalCrossentropy`,
        'Labels beyond 1: use sparseCategoricalCrossentropy',
      ],
      meaning: `The loss knows two classes, 0 and 1, and the labels go from ${range(target)}.`,
      advice: `Give the last layer ${max + 1} units with softmax, and use sparseCategoricalCrossentropy.`,
      cause: 'compile',
      change: { loss: 'sparseCategoricalCrossentropy', activation: 'softmax', units: max + 1 },
    };
  }
  const isSigns = min === -1 && max === 1 && Math.abs((mean ?? 0) ** 2 + (std ?? 0) ** 2 - 1) < 1e-3;
  if (isSigns)
    return {
      label: 'labels −1 and 1',
      messages: [`Labels are −1 and 1, ${output.loss} takes 0 and 1`, 'Labels are −1 and 1, the loss takes 0 and 1'],
      meaning: 'The loss takes probabilities from 0 to 1, so labels of −1 reward outputs that no activation can give.',
      advice: 'Use hinge with tanh, or turn the labels into 0 and 1.',
      cause: 'compile',
      change: { loss: 'hinge', activation: 'tanh' },
    };
  return ofNoClasses(target, output);
}

function ofHinge(target: Target, output: Output): LabelMismatch | null {
  if (!hasShapeOf(target, output)) return ofShape(target, output);
  if (target.kind !== 'binary' || target.summary.zeros === 0) return null;
  return {
    label: 'labels 0 and 1',
    messages: [`Labels are 0 and 1, ${output.loss} takes −1 and 1`, 'Labels are 0 and 1, the loss takes −1 and 1'],
    meaning: 'Examples with the label 0 add the same to this loss whatever the output, so nothing is learnt from them.',
    advice: 'Use binaryCrossentropy with sigmoid, or turn the labels into −1 and 1.',
    cause: 'compile',
    change: { loss: 'binaryCrossentropy', activation: 'sigmoid' },
  };
}

function twoClassesOneOutput(output: Output): LabelMismatch {
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
function ofRange(target: Target, output: Output): LabelMismatch | null {
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
function ofNoClasses(target: Target, output: Output): LabelMismatch {
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
function ofShape(target: Target, output: Output, wanted: readonly number[] = output.shape): LabelMismatch | null {
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
