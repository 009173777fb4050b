import type { Summary } from '../../protocol/summary';

/** A stretch of values and how many there are in it. `low` is below or, where all values are one, equal to `high`. */
export interface BucketInterval {
  low: number;
  high: number;
  count: number;
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

/**
 * The buckets as stretches of values, ascending, narrowed to [min, max], so that nothing reaches where no value is. Exact
 * zeros are not among them. A bucket of positive values is [low, high), of negative values (low, high].
 */
export function bucketIntervals(summary: Summary): BucketInterval[] {
  const { buckets, min, max } = summary;
  if (!buckets || min === null || max === null) return [];
  const { bucket, last, count } = buckets;
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  const intervals: BucketInterval[] = [];
  let firstNegative = bucket.length;
  while (firstNegative > 0 && bucket[firstNegative - 1]! >= 0x8000) firstNegative--;
  for (let i = bucket.length - 1; i >= firstNegative; i--)
    intervals.push({
      low: clamp(-magnitudeAfter(last?.[i] ?? bucket[i]!)),
      high: clamp(-magnitude(bucket[i]!)),
      count: count[i]!,
    });
  for (let i = 0; i < firstNegative; i++)
    intervals.push({
      low: clamp(magnitude(bucket[i]!)),
      high: clamp(magnitudeAfter(last?.[i] ?? bucket[i]!)),
      count: count[i]!,
    });
  return intervals;
}
