import type { Buckets, Summary } from '../../protocol/summary';
import { symlog } from './axis';
import { bucketIntervals } from './bucketIntervals';

/** No merged bucket is wider than this share of the drawn axis, so that few outliers do not blur into a plateau. */
const widest = 1 / 48;

/**
 * The summary with at most `maxBuckets` (200 and more) buckets: neighbours of one sign are merged where that shows least, by count times width on
 * an axis that is linear within one standard deviation and logarithmic beyond. Counts stay exact; `last` says how far a merged
 * bucket reaches. Figures are kept.
 */
export function thinBuckets(summary: Summary, maxBuckets: number): Summary {
  const { buckets, min, max } = summary;
  if (!buckets || buckets.bucket.length <= maxBuckets || min === null || max === null) return summary;
  const c = summary.std || Math.max(Math.abs(min), Math.abs(max)) || 1;
  const range = symlog(max, c) - symlog(min, c);
  // In the order of the bucket numbers: the positive ones ascend, the negative ones descend.
  const isNegative = (i: number) => buckets.bucket[i]! >= 0x8000;
  const ascending = bucketIntervals(summary);
  const negatives = ascending.findIndex((_, i) => !isNegative(buckets.bucket.length - 1 - i));
  const split = negatives < 0 ? ascending.length : negatives;
  const intervals = [...ascending.slice(split), ...ascending.slice(0, split).toReversed()];
  const edges = intervals.map(({ low, high }) => [symlog(low, c) / range, symlog(high, c) / range] as const);

  const group = (limit: number): number[] => {
    const starts: number[] = [];
    let count = 0;
    let left = 0;
    let right = 0;
    for (let i = 0; i < edges.length; i++) {
      const [low, high] = edges[i]!;
      const joinedLeft = Math.min(left, low);
      const joinedRight = Math.max(right, high);
      const joined = count + intervals[i]!.count;
      const width = joinedRight - joinedLeft;
      const isNew = i === 0 || isNegative(i) !== isNegative(i - 1) || width > widest || joined * width > limit;
      if (isNew) {
        starts.push(i);
        [left, right, count] = [low, high, intervals[i]!.count];
      } else [left, right, count] = [joinedLeft, joinedRight, joined];
    }
    return starts;
  };
  let few = group(Infinity);
  let low = 0;
  let high = intervals.reduce((sum, i) => sum + i.count, 0);
  // Halving 40 times finds the least limit that is low enough to any precision that matters.
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    const starts = group(middle);
    if (starts.length > maxBuckets) low = middle;
    else [high, few] = [middle, starts];
  }
  return { ...summary, buckets: mergedAt(buckets, few) };
}

function mergedAt({ bucket, last, count }: Buckets, starts: number[]): Buckets {
  const end = (i: number) => (starts[i + 1] ?? bucket.length) - 1;
  return {
    bucket: Uint16Array.from(starts, start => bucket[start]!),
    last: Uint16Array.from(starts, (_, i) => last?.[end(i)] ?? bucket[end(i)]!),
    count: Float64Array.from(starts, (start, i) => count.subarray(start, end(i) + 1).reduce((sum, c) => sum + c, 0)),
  };
}
