import type { Buckets, Summary } from '../../protocol/summary';
import { symlog } from './axis';
import { bucketIntervals } from './bucketIntervals';

/** No merged bucket is wider than this share of the drawn axis, so that few outliers do not blur into a plateau. */
const widest = 1 / 48;

/**
 * The summary with at most `maxBuckets` buckets, 200 or more: neighbours of one sign are merged where that shows least,
 * by count times width on an axis that is linear within one standard deviation and logarithmic beyond. Counts stay exact:
 * `last` says how far a merged bucket reaches. Figures are kept.
 */
export function thinBuckets(summary: Summary, maxBuckets: number): Summary {
  const { buckets } = summary;
  if (!buckets || buckets.bucket.length <= maxBuckets) return summary;
  const places = placesOf(summary, buckets);
  // Bisection of the logarithm of the limit: the least one that leaves few enough.
  let few = groupStarts(places, buckets, Infinity);
  let high = Math.log(buckets.count.reduce((sum, count) => sum + count, 0));
  let low = high - Math.log(1e7);
  for (let i = 0; i < 14; i++) {
    const middle = (low + high) / 2;
    const starts = groupStarts(places, buckets, Math.exp(middle));
    if (starts.length > maxBuckets) low = middle;
    else [high, few] = [middle, starts];
  }
  return { ...summary, buckets: mergedAt(buckets, few) };
}

/** Where each bucket begins and ends on that axis, 0 to 1, by its distance from zero, in the order of the bucket numbers. */
function placesOf(summary: Summary, { bucket }: Buckets): { near: Float64Array; far: Float64Array } {
  const c = summary.std || Math.max(Math.abs(summary.min!), Math.abs(summary.max!)) || 1;
  const range = symlog(summary.max!, c) - symlog(summary.min!, c);
  const near = new Float64Array(bucket.length);
  const far = new Float64Array(bucket.length);
  // Intervals ascend by value: those of negative values, whose bucket numbers are the greatest, come first and backwards.
  const intervals = bucketIntervals(summary);
  const negatives = bucket.length - lowerBound(bucket, 0x8000);
  intervals.forEach(({ low, high }, i) => {
    const at = i < negatives ? bucket.length - 1 - i : i - negatives;
    const ends = [Math.abs(symlog(low, c)) / range, Math.abs(symlog(high, c)) / range] as const;
    near[at] = Math.min(...ends);
    far[at] = Math.max(...ends);
  });
  return { near, far };
}

/** Index of the first bucket that is `wanted` or greater. */
function lowerBound(bucket: Uint16Array, wanted: number): number {
  const found = bucket.findIndex(b => b >= wanted);
  return found < 0 ? bucket.length : found;
}

/** Where groups begin, when each takes buckets as long as count times width stays within the limit. */
function groupStarts(
  places: { near: Float64Array; far: Float64Array },
  { bucket, count }: Buckets,
  limit: number,
): number[] {
  const { near, far } = places;
  const starts = [0];
  let start = 0;
  let total = count[0]!;
  for (let i = 1; i < bucket.length; i++) {
    const width = far[i]! - near[start]!;
    const isOtherSign = bucket[i]! >= 0x8000 && bucket[start]! < 0x8000;
    total += count[i]!;
    if (!isOtherSign && width <= widest && total * width <= limit) continue;
    starts.push(i);
    start = i;
    total = count[i]!;
  }
  return starts;
}

function mergedAt({ bucket, last, count }: Buckets, starts: number[]): Buckets {
  const end = (i: number) => (starts[i + 1] ?? bucket.length) - 1;
  return {
    bucket: Uint16Array.from(starts, start => bucket[start]!),
    last: Uint16Array.from(starts, (_, i) => last?.[end(i)] ?? bucket[end(i)]!),
    count: Float64Array.from(starts, (start, i) => count.subarray(start, end(i) + 1).reduce((sum, c) => sum + c, 0)),
  };
}
