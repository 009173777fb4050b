import type { Buckets } from '../../protocol/summary';
import type { HistogramRow } from './loggedHistogram';

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
/** The last bucket of finite values. */
const lastFinite = 0x7f7f;

/** The bucket of a magnitude: the top 16 bits of its float32. */
function bucketOf(magnitude: number): number {
  float[0] = Math.abs(magnitude);
  return Math.min(lastFinite, bits[0]! >>> 16);
}

/** A stretch of buckets, both ends included, in the order of their magnitudes. */
interface Stretch {
  from: number;
  to: number;
  count: number;
}

/**
 * The rows of a histogram as buckets: each stands for the buckets that its ends lie between, and one that spans zero is
 * divided there by its width. Ends of rows are moved to ends of buckets, by 0.8 % of their magnitude at most. Rows with
 * nothing but zeros are counted apart.
 */
export function bucketsOfRows(rows: readonly HistogramRow[]): { buckets: Buckets; zeros: number } {
  const positive: Stretch[] = [];
  const negative: Stretch[] = [];
  let zeros = 0;
  const add = (stretches: Stretch[], low: number, high: number, count: number): void => {
    const from = bucketOf(low);
    const end = bucketOf(high);
    // the bucket of the right end is the next row's, where this one reaches further down
    stretches.push({ from, to: high > low && end > from ? end - 1 : end, count });
  };
  for (const { left, right, count } of rows) {
    if (left === 0 && right === 0) zeros += count;
    else if (left >= 0) add(positive, left, right, count);
    else if (right <= 0) add(negative, -right, -left, count);
    else {
      const below = count * (-left / (right - left));
      add(negative, 0, -left, below);
      add(positive, 0, right, count - below);
    }
  }
  const entries = [
    ...disjoint(positive).map(s => ({ ...s, sign: 0 })),
    ...disjoint(negative).map(s => ({ ...s, sign: 0x8000 })),
  ];
  return {
    zeros,
    buckets: {
      bucket: Uint16Array.from(entries, e => e.from + e.sign),
      last: Uint16Array.from(entries, e => e.to + e.sign),
      count: Float64Array.from(entries, e => e.count),
    },
  };
}

/** Ascending, and none over another: what would be is put to the one before. */
function disjoint(stretches: Stretch[]): Stretch[] {
  const kept: Stretch[] = [];
  for (const stretch of stretches.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const before = kept.at(-1);
    if (!before || stretch.from > before.to) kept.push({ ...stretch });
    else if (stretch.to > before.to) kept.push({ ...stretch, from: before.to + 1 });
    else before.count += stretch.count;
  }
  return kept;
}
