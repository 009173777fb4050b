import type { LayerInfo, WeightInfo } from '../../protocol/model';
import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { finiteCount } from '../stats/mergeSummaries';

/** Initializers that keep the size of a signal, by the activation that follows. */
export type FittingInitializer = 'heNormal' | 'leCunNormal' | 'glorotNormal';

/** A weight that mixes inputs, with its figures. */
export interface Kernel {
  weight: WeightInfo;
  summary: Summary;
}

/** The weights of a layer that mix its inputs: those with two axes or more whose figures are known. */
export function kernelsOf(layer: LayerInfo, snapshot: LayerSnapshot | undefined): Kernel[] {
  return layer.weights.flatMap(weight => {
    const summary = snapshot?.weights[weight.name];
    return summary && isKernel(weight) ? [{ weight, summary }] : [];
  });
}
export const isKernel = ({ name, shape }: WeightInfo): boolean => shape.length >= 2 && !/^alpha|embeddings/.test(name);

/** Root of the mean square over the finite values; null where there are none. */
export const rootMeanSquare = ({ mean, std }: Summary): number | null =>
  mean === null || std === null ? null : Math.hypot(mean, std);

/** Euclidean norm over the finite values; null where there are none. */
export function normOf(summary: Summary): number | null {
  const size = rootMeanSquare(summary);
  return size === null ? null : size * Math.sqrt(finiteCount(summary));
}

/** Inputs of one value, and values that one input reaches, as initializers of TensorFlow.js count them. */
export function fansOf({ shape }: Pick<WeightInfo, 'shape'>): { in: number; out: number } {
  const places = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { in: Math.max(1, shape.at(-2)! * places), out: Math.max(1, shape.at(-1)! * places) };
}

/** Standard deviation of the values that an initializer gives a kernel of that shape. */
export function initialSpread(initializer: FittingInitializer, weight: Pick<WeightInfo, 'shape'>): number {
  const fans = fansOf(weight);
  if (initializer === 'heNormal') return Math.sqrt(2 / fans.in);
  if (initializer === 'leCunNormal') return Math.sqrt(1 / fans.in);
  return Math.sqrt(2 / (fans.in + fans.out));
}

/** The size of a kernel, but at least what a fresh one has: one that starts at zero is not infinitely small. */
export function sizeOfKernel({ weight, summary }: Kernel): number {
  const fresh = Math.sqrt(1 / Math.max(fansOf(weight).in, fansOf(weight).out));
  return Math.max(rootMeanSquare(summary) ?? 0, fresh);
}
