import type { TensorEntry } from '../../../protocol/reader';

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
 * Along which axis a kernel has its units: the last in Keras and TensorFlow, the first where PyTorch named it. Null where neither
 * the format nor the name tells.
 */
export function unitAxis(format: string, name: string): 'first' | 'last' | null {
  if (lastAxis.includes(format) || /(^|[._/])kernel$/.test(name)) return 'last';
  return firstAxis.test(name) ? 'first' : null;
}

/** How the units of a kernel lie in it, those of a depthwise one along its last two axes. Null where that is not known. */
export function unitLayout(format: string, entry: TensorEntry): UnitLayout | null {
  const { name, shape } = entry;
  const axis = unitAxis(format, name);
  if (axis === null) return null;
  if (axis === 'first') return { units: shape[0]!, run: entry.count / shape[0]! };
  return { units: shape.at(-1)! * (isDepthwise(entry) ? shape.at(-2)! : 1), run: 1 };
}

/** A kernel of Keras or TensorFlow that has filters of its own for each input. */
export const isDepthwise = ({ name, shape }: Pick<TensorEntry, 'name' | 'shape'>): boolean =>
  /depthwise/i.test(name) && shape.length === 4;
