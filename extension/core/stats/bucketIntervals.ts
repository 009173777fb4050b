import type { Summary } from '../../protocol/summary';

/**
 * Stretches of values and how many there are in each, as columns: thousands of buckets of hundreds of tensors go through here.
 * `low` is below or, where all values are one, equal to `high`.
 */
export interface BucketIntervals {
  low: Float64Array;
  high: Float64Array;
  count: Float64Array;
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);
/** The lowest magnitude of a bucket, whatever its sign: the float32 whose top 16 bits it is. 2^128 past the last finite one. */
function magnitude(bucket: number): number {
  bits[0] = (bucket & 0x7fff) << 16;
  return float[0] === Infinity ? 2 ** 128 : float[0]!;
}

/** How much of the axis of values a bucket covers. */
export const bucketWidth = (bucket: number): number => magnitudeAfter(bucket) - magnitude(bucket);
const magnitudeAfter = (bucket: number): number => magnitude((bucket & 0x7fff) + 1);

/** Index of the first bucket of negative values: their numbers are the greatest. */
export function firstNegative(bucket: Uint16Array): number {
  let first = bucket.length;
  while (first > 0 && bucket[first - 1]! >= 0x8000) first--;
  return first;
}

/**
 * The buckets as stretches of values, ascending, narrowed to [min, max], so that nothing reaches where no value is. Exact
 * zeros are not among them. A bucket of positive values is [low, high), of negative values (low, high].
 */
export function bucketIntervals(summary: Summary): BucketIntervals {
  const { buckets, min, max } = summary;
  const size = buckets && min !== null && max !== null ? buckets.bucket.length : 0;
  const low = new Float64Array(size);
  const high = new Float64Array(size);
  const counts = new Float64Array(size);
  if (size === 0) return { low, high, count: counts };
  const { bucket, last, count } = buckets!;
  const clamp = (value: number): number => Math.min(max!, Math.max(min!, value));
  const negatives = size - firstNegative(bucket);
  for (let i = 0; i < size; i++) {
    // those of negative values come first, and backwards
    const from = i < negatives ? size - 1 - i : i - negatives;
    const near = magnitude(bucket[from]!);
    const far = magnitudeAfter(last ? last[from]! : bucket[from]!);
    low[i] = clamp(i < negatives ? -far : near);
    high[i] = clamp(i < negatives ? -near : far);
    counts[i] = count[from]!;
  }
  return { low, high, count: counts };
}
