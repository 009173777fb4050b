import type { Summary } from '../../protocol/summary';
import { axisEdges, type Axis } from './axis';
import { bucketIntervals, type BucketIntervals } from './bucketIntervals';

/**
 * Counts per bin of the axis, `axis.bins` of them: bins are [left, right), the last one closed. A bucket that straddles
 * bins is split in proportion, so counts may be fractions, and their total is that of the values within the axis. Exact
 * zeros, NaN and infinities are not included. A constant tensor falls into one bin.
 */
export function rebin(summary: Summary, axis: Axis): Float64Array {
  return rebinToEdges(summary, axisEdges(axis));
}

/** The same for any ascending edges, one more than there are bins. */
export function rebinToEdges(summary: Summary, edges: Float64Array): Float64Array {
  // the loop without what it loops over: see thinBuckets
  return countsOf(bucketIntervals(summary), edges);
}

function countsOf(intervals: BucketIntervals, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  const first = edges[0]!;
  const last = edges[bins]!;
  let bin = 0;
  for (let i = 0; i < intervals.count.length; i++) {
    const low = intervals.low[i]!;
    const high = intervals.high[i]!;
    const count = intervals.count[i]!;
    if (high < first || low > last) continue;
    // Buckets ascend, so the bin of the one before is where to go on from.
    while (bin < bins - 1 && low >= edges[bin + 1]!) bin++;
    if (high === low) {
      counts[bin]! += count;
      continue;
    }
    const density = count / (high - low);
    for (let b = bin; b < bins; b++) {
      const left = Math.max(low, edges[b]!);
      const right = Math.min(high, edges[b + 1]!);
      if (right > left) counts[b]! += right - left === high - low ? count : density * (right - left);
      if (edges[b + 1]! >= high) break;
    }
  }
  return counts;
}
