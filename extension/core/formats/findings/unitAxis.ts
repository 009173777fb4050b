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
  'tf-graph',
];

/** What PyTorch calls kernels, those of recurrent layers too: the units lie along the first axis. */
const firstAxis = /(^|[._/])weight(_[a-z]+_l\d+(_reverse)?)?$/;

/**
 * Where a kernel has its units: along the last axis in Keras and TensorFlow (the last two of a depthwise one), along the
 * first where PyTorch named it. Null where neither the format nor the name tells.
 */
export function unitLayout(format: string, { tensor: { entry } }: KnownTensor): UnitLayout | null {
  const { name, shape } = entry;
  const isLast = lastAxis.includes(format) || /(^|[._/])kernel$/.test(name);
  if (!isLast) return firstAxis.test(name) ? { units: shape[0]!, run: entry.count / shape[0]! } : null;
  const isDepthwise = /depthwise/i.test(name) && shape.length === 4;
  return { units: shape.at(-1)! * (isDepthwise ? shape.at(-2)! : 1), run: 1 };
}
