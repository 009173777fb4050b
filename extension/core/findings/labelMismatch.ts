import { formatCount } from '../stats/formatFigure';
import {
  classesOf,
  hasShapeOf,
  isIndex,
  isOneEach,
  ofNoClasses,
  ofRange,
  ofShape,
  range,
  twoClassesOneOutput,
  type LabelMismatch,
  type Output,
  type Target,
} from './commonMismatches';
import { lossFamily } from './lossNames';

/** How far beyond 0 and 1 targets of a two-class loss may go: labels that are softened or made noisy on purpose. */
const softness = 0.5;

/**
 * How a target does not fit the loss of its output, where it does not; null where it fits, or the loss is the person's own.
 * The shapes are those of one example.
 */
export function labelMismatch(target: Target, output: Output): LabelMismatch | null {
  // Without a last axis, or without knowing how long it is, there is nothing to compare.
  if (!output.shape.at(-1) || target.summary.count === 0) return null;
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
