import type { Summary } from '../../protocol/summary';

/** `edges` has one entry more than `counts`; intervals are [left, right), the last one is closed. */
export interface Histogram {
  edges: number[];
  counts: number[];
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
function floatOfBits(pattern: number): number {
  bits[0] = pattern >>> 0;
  return float[0]!;
}
/** The lowest value of a bucket: every value of the bucket is at or above it, every value of a lower one below. */
function lowerEdge(bucket: number): number {
  if (bucket === 0) return floatOfBits(1);
  if (bucket < 0x8000) return floatOfBits(bucket * 0x10000);
  // negative: the largest magnitude of the bucket
  return floatOfBits(bucket * 0x10000 + 0xffff);
}
/**
 * A histogram of at most `maxBins` intervals, each at least that part of the range wide, over the finite values, whose counts are exact: every edge
 * is one between buckets, so counting the values themselves between the same edges gives the same figures. A constant
 * tensor is one interval of no width; without finite values, or without buckets, there are no intervals.
 */
export function exactHistogram(summary: Summary, maxBins: number): Histogram {
  const { min, max, buckets } = summary;
  if (min === null || max === null || !buckets) return { edges: [], counts: [] };
  // a negative bucket that several were merged into begins at its largest magnitude
  const entries = Array.from(buckets.bucket, (bucket, i) => ({
    left: lowerEdge(bucket < 0x8000 ? bucket : (buckets.last?.[i] ?? bucket)),
    count: buckets.count[i]!,
  }));
  if (summary.zeros) entries.push({ left: 0, count: summary.zeros });
  entries.sort((a, b) => a.left - b.left);
  const edges = [min];
  const counts = [0];
  const width = (max - min) / maxBins;
  for (const { left, count } of entries) {
    if (left > min && left < max && left >= edges.at(-1)! + width) {
      edges.push(left);
      counts.push(0);
    }
    counts[counts.length - 1]! += count;
  }
  return { edges: [...edges, max], counts };
}
