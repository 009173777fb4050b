import type { Buckets, Summary } from '../../protocol/summary';
import { symlog } from './axis';
import { bucketIntervals, firstNegative, type BucketIntervals } from './bucketIntervals';

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
  const starts = new Uint32Array(maxBuckets);
  const isFew = (limit: number): boolean => findGroups(places, buckets, limit, starts) <= maxBuckets;
  // Bisection of the logarithm of the limit: the least one that leaves few enough.
  let high = Math.log(totalOf(buckets.count));
  let low = high - Math.log(1e7);
  let limit = Infinity;
  for (let i = 0; i < 10; i++) {
    const middle = (low + high) / 2;
    if (isFew(Math.exp(middle))) {
      high = middle;
      limit = Math.exp(middle);
    } else low = middle;
  }
  return { ...summary, buckets: mergedAt(buckets, groupStarts(places, buckets, limit)) };
}

// Loops are functions of their own, without what is called around them: V8 compiles a function with all that it calls, which
// takes the time of hundreds of summaries.
function totalOf(count: Float64Array): number {
  let total = 0;
  for (let i = 0; i < count.length; i++) total += count[i]!;
  return total;
}

interface Places {
  near: Float64Array;
  far: Float64Array;
}

/** Where each bucket begins and ends on that axis, 0 to 1, by its distance from zero, in the order of the bucket numbers. */
function placesOf(summary: Summary, { bucket }: Buckets): Places {
  const c = summary.std || Math.max(Math.abs(summary.min!), Math.abs(summary.max!)) || 1;
  const range = symlog(summary.max!, c) - symlog(summary.min!, c);
  const places = { near: new Float64Array(bucket.length), far: new Float64Array(bucket.length) };
  placeAll(places, bucketIntervals(summary), bucket.length - firstNegative(bucket), c, range);
  return places;
}

/** Intervals ascend by value: those of negative values come first and backwards. */
function placeAll(
  { near, far }: Places,
  { low, high }: BucketIntervals,
  negatives: number,
  c: number,
  range: number,
): void {
  const size = low.length;
  for (let i = 0; i < size; i++) {
    const at = i < negatives ? size - 1 - i : i - negatives;
    const from = Math.abs(symlog(low[i]!, c)) / range;
    const to = Math.abs(symlog(high[i]!, c)) / range;
    near[at] = Math.min(from, to);
    far[at] = Math.max(from, to);
  }
}

/**
 * Returns how many groups there are when each takes buckets as long as count times width stays within the limit, and writes
 * where they begin into `starts`. Stops where there are more than `starts` holds: then it returns one more than that.
 */
function findGroups({ near, far }: Places, { bucket, count }: Buckets, limit: number, starts: Uint32Array): number {
  const size = bucket.length;
  const negative = firstNegative(bucket);
  let groups = 1;
  let start = 0;
  let total = count[0]!;
  starts[0] = 0;
  for (let i = 1; i < size; i++) {
    const width = far[i]! - near[start]!;
    total += count[i]!;
    if (i !== negative && width <= widest && total * width <= limit) continue;
    if (groups === starts.length) return groups + 1;
    starts[groups++] = i;
    start = i;
    total = count[i]!;
  }
  return groups;
}

function groupStarts(places: Places, buckets: Buckets, limit: number): Uint32Array {
  const starts = new Uint32Array(buckets.bucket.length);
  return starts.subarray(0, findGroups(places, buckets, limit, starts));
}

function mergedAt({ bucket, last, count }: Buckets, starts: Uint32Array): Buckets {
  const merged = {
    bucket: new Uint16Array(starts.length),
    last: new Uint16Array(starts.length),
    count: new Float64Array(starts.length),
  };
  for (let group = 0; group < starts.length; group++) {
    const start = starts[group]!;
    const end = (starts[group + 1] ?? bucket.length) - 1;
    merged.bucket[group] = bucket[start]!;
    merged.last[group] = last ? last[end]! : bucket[end]!;
    for (let i = start; i <= end; i++) merged.count[group]! += count[i]!;
  }
  return merged;
}
