import type { DataFacts } from '../../../protocol/dataFacts';
import type { Values } from './tensorSample';

type TargetKind = DataFacts['targets'][number]['kind'];

/** More classes than this are not counted. */
const maxClasses = 1000;
/** Whole numbers up to here are exact in float32, and those beyond name no class. */
const maxClass = 1e6;
/** Rounding of a distribution in float32. */
const sumTolerance = 1e-3;

/**
 * How targets are written, as far as their values tell, and how many examples (places, for pixels and words) each class has.
 * @param shape without the batch
 * @param isIndexed the model has one more axis than the targets: they may be indices into it, position by position
 */
export function targetKind(
  values: Values,
  shape: readonly number[],
  isIndexed: boolean,
): { kind: TargetKind; classCounts: number[] } {
  const width = shape.at(-1) ?? 1;
  const isBinary = areZerosAndOnes(values);
  if (!values.length || isBinary === null) return { kind: 'values', classCounts: [] };
  if (width > 1) {
    const classCounts = distributionCounts(values, width);
    if (classCounts && !isIndexed)
      return { kind: isBinary ? 'oneHot' : 'probabilities', classCounts: bounded(classCounts) };
    if (isBinary) return { kind: 'binary', classCounts: [] };
    if (!isIndexed) return { kind: 'values', classCounts: [] };
  }
  if (isBinary) return { kind: 'binary', classCounts: indexCounts(values, 1)! };
  return areClasses(values)
    ? { kind: 'classes', classCounts: indexCounts(values, maxClasses - 1) ?? [] }
    : { kind: 'values', classCounts: [] };
}

/** null where one is not finite. A loop: there may be millions. */
function areZerosAndOnes(values: Values): boolean | null {
  let isBinary = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === 0 || value === 1) continue;
    if (!Number.isFinite(value)) return null;
    isBinary = false;
  }
  return isBinary;
}

/** Rows by the class that has most of them, where each row is a distribution: not negative, sums to 1; else null. */
function distributionCounts(values: Values, width: number): number[] | null {
  const counts = new Array<number>(width).fill(0);
  for (let row = 0; row < values.length; row += width) {
    let sum = 0;
    let best = 0;
    for (let i = 0; i < width; i++) {
      const value = values[row + i]!;
      if (value < 0) return null;
      sum += value;
      if (value > values[row + best]!) best = i;
    }
    // a NaN is no distribution either
    if (!(Math.abs(sum - 1) <= sumTolerance)) return null;
    counts[best]!++;
  }
  return counts;
}

/** Not negative, whole, and either few different ones or small: prices in whole numbers are no classes. */
function areClasses(values: Values): boolean {
  const different = new Set<number>();
  let largest = 0;
  for (const value of values) {
    if (value < 0 || value > maxClass || !Number.isInteger(value)) return false;
    different.add(value);
    if (value > largest) largest = value;
  }
  return largest < maxClasses || different.size <= values.length / 2;
}

/** How often each of 0 … occurs; null where one is above `largest`. */
function indexCounts(values: Values, largest: number): number[] | null {
  const counts: number[] = largest === 1 ? [0, 0] : [];
  for (const value of values) {
    if (value > largest) return null;
    while (counts.length <= value) counts.push(0);
    counts[value]!++;
  }
  return counts;
}
const bounded = (counts: number[]): number[] => (counts.length > maxClasses ? [] : counts);

/** Whether every row, along the last axis, is a distribution. False without values. */
export const areDistributions = (values: Values, shape: readonly number[]): boolean =>
  values.length > 0 && distributionCounts(values, shape.at(-1) ?? 1) !== null;
