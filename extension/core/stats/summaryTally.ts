import type { Buckets, Summary } from '../../protocol/summary';
import { deviationOf, type Moments } from './moments';

/** What has been counted of a tensor so far. `min` and `max` are +Infinity and -Infinity before the first finite value. */
export interface SummaryTally {
  count: number;
  moments: Moments;
  min: number;
  max: number;
  zeros: number;
  negativeZeros: number;
  posInf: number;
  negInf: number;
}

export const emptyTally = (): SummaryTally => ({
  count: 0,
  moments: { count: 0, mean: 0, squares: 0 },
  min: Infinity,
  max: -Infinity,
  zeros: 0,
  negativeZeros: 0,
  posInf: 0,
  negInf: 0,
});

/** The summary of a finished count; a value that is neither finite nor infinite was NaN. */
export function summaryOfTally(tally: SummaryTally, buckets?: Buckets): Summary {
  const { count, moments, min, max, zeros, posInf, negInf } = tally;
  const hasFinite = moments.count > 0;
  return {
    count,
    // Adding 0 makes -0 a plain 0.
    min: hasFinite ? min + 0 : null,
    max: hasFinite ? max + 0 : null,
    // Rounding may carry the mean of nearly equal values past the outermost of them.
    mean: hasFinite ? figureOf(Math.min(max, Math.max(min, moments.mean)) + 0) : null,
    // Squares of float64 values may be more than a number holds.
    std: hasFinite ? figureOf(deviationOf(moments)) : null,
    zeros,
    nan: count - moments.count - posInf - negInf,
    posInf,
    negInf,
    ...(buckets && { buckets }),
  };
}

const figureOf = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** True for the buckets of infinities and NaN, whose exponent bits are all set. */
export const isNotFinite = (bucket: number): boolean => (bucket & 0x7f80) === 0x7f80;

/**
 * The buckets of a summary from raw counts by top 16 bits: what is not finite is left out, and exact zeros, which share
 * buckets 0 and 0x8000 with the smallest sub-normal values, are taken out. `bucket` is ascending.
 */
export function cleanBuckets(
  bucket: Uint16Array,
  count: ArrayLike<number>,
  length: number,
  zeros: number,
  negativeZeros: number,
): Buckets {
  const cleanBucket = new Uint16Array(length);
  const cleanCount = new Float64Array(length);
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const b = bucket[i]!;
    if (isNotFinite(b)) continue;
    const c = count[i]! - (b === 0 ? zeros - negativeZeros : b === 0x8000 ? negativeZeros : 0);
    if (c <= 0) continue;
    cleanBucket[kept] = b;
    cleanCount[kept++] = c;
  }
  return { bucket: cleanBucket.slice(0, kept), count: cleanCount.slice(0, kept) };
}

/** The same of `length` buckets that a kernel has found, of which none is empty: copies, which need no compiler. */
export function cleanFound(
  bucket: Uint16Array,
  count: Uint32Array,
  length: number,
  zeros: number,
  negativeZeros: number,
): Buckets {
  /** Those of one sign; the first may hold zeros, and nothing else. */
  const ofSign = (first: number, zerosOfSign: number): { from: number; to: number; taken: number } => {
    const from = firstFrom(bucket, length, first);
    const to = firstFrom(bucket, length, first + 0x7f80);
    if (from === to || bucket[from] !== first) return { from, to, taken: 0 };
    return count[from] === zerosOfSign ? { from: from + 1, to, taken: 0 } : { from, to, taken: zerosOfSign };
  };
  const signs = [ofSign(0, zeros - negativeZeros), ofSign(0x8000, negativeZeros)];
  const kept = signs.reduce((sum, { from, to }) => sum + to - from, 0);
  const clean = { bucket: new Uint16Array(kept), count: new Float64Array(kept) };
  let at = 0;
  for (const { from, to, taken } of signs) {
    clean.bucket.set(bucket.subarray(from, to), at);
    clean.count.set(count.subarray(from, to), at);
    if (taken) clean.count[at]! -= taken;
    at += to - from;
  }
  return clean;
}

/** Where the first of ascending buckets is that is not less. */
function firstFrom(bucket: Uint16Array, length: number, least: number): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (bucket[middle]! < least) from = middle + 1;
    else to = middle;
  }
  return from;
}
