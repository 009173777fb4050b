import type { KnownTensor } from './fileRule';

/** How a kernel's values belong to the units or filters that it makes: unit = ⌊index / run⌋ mod units. */
export interface UnitLayout {
  units: number;
  run: number;
}

/** Formats of frameworks that have the units along the last axis. */
const lastAxis = [
  'tfjs-layers',
  'tfjs-graph',
  'layerglass-checkpoint',
  'keras-h5',
  'keras-v3',
  'tf-checkpoint',
  'saved-model',
];
const firstAxis = ['pytorch', 'pickle', 'onnx'];

/**
 * Where a kernel has its units: along the last axis in Keras and TensorFlow (the last two of a depthwise one), along the
 * first in PyTorch. Null where neither the format nor the name tells.
 */
export function unitLayout(format: string, { tensor: { entry } }: KnownTensor): UnitLayout | null {
  const { name, shape } = entry;
  const isFirst = firstAxis.includes(format) || (!lastAxis.includes(format) && /(^|[._/])weight$/.test(name));
  const isLast = lastAxis.includes(format) || /(^|[._/])kernel$/.test(name);
  if (isFirst) return { units: shape[0]!, run: entry.count / shape[0]! };
  if (!isLast) return null;
  const isDepthwise = /depthwise/i.test(name) && shape.length === 4;
  return { units: shape.at(-1)! * (isDepthwise ? shape.at(-2)! : 1), run: 1 };
}
