import type { Summary } from '../../protocol/summary';
import { bucketIntervals, type BucketInterval } from './bucketIntervals';
import { finiteCount } from './mergeSummaries';

/**
 * The value below which a share `q` (0 to 1) of the finite values lies, zeros included: 0.5 is the median. Ranks are
 * NumPy's default (`linear`); inside a bucket, 0.8 % of its values' magnitude wide, they are spread evenly. Null where there are
 * no finite values or no buckets; 0 and 1 give min and max exactly.
 */
export function percentile(summary: Summary, q: number): number | null {
  const { min, max, zeros } = summary;
  if (min === null || max === null) return null;
  if (q <= 0) return min;
  if (q >= 1) return max;
  if (!summary.buckets) return null;
  const rank = q * (finiteCount(summary) - 1);
  let before = 0;
  for (const { low, high, count } of withZeros(bucketIntervals(summary), zeros)) {
    if (rank < before + count - 0.5)
      return low + (high - low) * Math.min(1, Math.max(0, (rank - before + 0.5) / count));
    before += count;
  }
  return max;
}

function withZeros(intervals: BucketInterval[], zeros: number): BucketInterval[] {
  if (zeros === 0) return intervals;
  const at = intervals.findIndex(i => i.high > 0);
  return intervals.toSpliced(at < 0 ? intervals.length : at, 0, { low: 0, high: 0, count: zeros });
}
