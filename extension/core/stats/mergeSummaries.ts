import type { Buckets, Summary } from '../../protocol/summary';
import { bucketWidth } from './bucketIntervals';
import { deviationOf, mergeMoments, type Moments } from './moments';

/** The same figures without the histogram. */
export function withoutBuckets(summary: Summary): Summary {
  return { ...summary, buckets: undefined };
}

/**
 * The summary of all values together: of chunks, shards, calls or steps. Counts and buckets add up exactly; without
 * buckets in one of them the result has none. Of none: a summary of no values.
 */
export function mergeSummaries(summaries: readonly Summary[]): Summary {
  const merged: Summary = {
    count: 0,
    min: null,
    max: null,
    mean: null,
    std: null,
    zeros: 0,
    nan: 0,
    posInf: 0,
    negInf: 0,
  };
  let moments: Moments = { count: 0, mean: 0, squares: 0 };
  for (const s of summaries) {
    merged.count += s.count;
    merged.zeros += s.zeros;
    merged.nan += s.nan;
    merged.posInf += s.posInf;
    merged.negInf += s.negInf;
    if (s.min !== null) merged.min = merged.min === null ? s.min : Math.min(merged.min, s.min);
    if (s.max !== null) merged.max = merged.max === null ? s.max : Math.max(merged.max, s.max);
    moments = mergeMoments(moments, momentsOf(s));
  }
  if (moments.count > 0) {
    // Rounding may carry the mean of nearly equal values past the outermost of them.
    merged.mean = Math.min(merged.max!, Math.max(merged.min!, moments.mean));
    merged.std = deviationOf(moments);
  }
  const buckets = summaries.map(s => s.buckets);
  return buckets.every(b => b !== undefined) ? { ...merged, buckets: mergeBuckets(buckets) } : merged;
}

/** How many of the values are finite: what the figures are over. */
export const finiteCount = (summary: Summary): number => summary.count - summary.nan - summary.posInf - summary.negInf;

function momentsOf(summary: Summary): Moments {
  const { mean, std } = summary;
  const count = finiteCount(summary);
  return mean === null || std === null
    ? { count: 0, mean: 0, squares: 0 }
    : { count, mean, squares: std * std * count };
}

function mergeBuckets(list: Buckets[]): Buckets {
  const counts = new Float64Array(65536);
  for (const { bucket, last, count } of list)
    if (last) addRanges(counts, bucket, last, count);
    else addCounts(counts, bucket, count);
  const bucket = filled(counts);
  return { bucket, count: Float64Array.from(bucket, b => counts[b]!) };
}

function addCounts(counts: Float64Array, bucket: Uint16Array, count: Buckets['count']): void {
  for (let i = 0; i < bucket.length; i++) counts[bucket[i]!]! += count[i]!;
}

function addRanges(counts: Float64Array, bucket: Uint16Array, last: Uint16Array, count: Buckets['count']): void {
  for (let i = 0; i < bucket.length; i++)
    if (last[i] === bucket[i]) counts[bucket[i]!]! += count[i]!;
    else spread(counts, bucket[i]!, last[i]!, count[i]!);
}

/** Those that hold values, ascending. */
function filled(counts: Float64Array): Buckets['bucket'] {
  const bucket = new Uint16Array(65536);
  let length = 0;
  for (let b = 0; b < 65536; b++) if (counts[b]! > 0) bucket[length++] = b;
  return bucket.slice(0, length);
}

/** Where neighbours were merged before, their count is shared out again by width. */
function spread(counts: Float64Array, from: number, to: number, count: number): void {
  let width = 0;
  for (let b = from; b <= to; b++) width += bucketWidth(b);
  for (let b = from; b <= to; b++) counts[b]! += (count * bucketWidth(b)) / width;
}
