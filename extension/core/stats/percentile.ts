import type { Summary } from '../../protocol/summary';
import { bucketIntervals } from './bucketIntervals';
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
  const { low, high, count } = bucketIntervals(summary);
  let before = 0;
  let zerosLeft = zeros;
  for (let i = 0; i < count.length; i++) {
    // zeros stand where the first values above them begin
    if (zerosLeft && high[i]! > 0) {
      if (rank < before + zerosLeft - 0.5) return 0;
      before += zerosLeft;
      zerosLeft = 0;
    }
    if (rank < before + count[i]! - 0.5)
      return low[i]! + (high[i]! - low[i]!) * Math.min(1, Math.max(0, (rank - before + 0.5) / count[i]!));
    before += count[i]!;
  }
  return zerosLeft && rank < before + zerosLeft - 0.5 ? 0 : max;
}
