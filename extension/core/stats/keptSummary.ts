import type { KeptSummary } from '../../protocol/initializers';
import type { Summary } from '../../protocol/summary';
import { thinBuckets } from './thinBuckets';

/** The least that thinning leaves a shape to be seen with. */
const maxBuckets = 200;

/** The summary as JSON can hold it, its buckets thinned; without them where `hasBuckets` is false. */
export function keepSummary(summary: Summary, hasBuckets = true): KeptSummary {
  const { buckets, ...figures } = hasBuckets ? thinBuckets(summary, maxBuckets) : summary;
  if (!buckets || !hasBuckets) return { ...figures, buckets: null };
  const bucket = Array.from(buckets.bucket);
  return {
    ...figures,
    buckets: { bucket, last: buckets.last ? Array.from(buckets.last) : bucket, count: Array.from(buckets.count) },
  };
}

/** The summary that was kept; without buckets where there are none or their lists do not belong together. */
export function restoreSummary({ buckets, ...figures }: KeptSummary): Summary {
  if (!buckets || buckets.last.length !== buckets.bucket.length || buckets.count.length !== buckets.bucket.length)
    return figures;
  return {
    ...figures,
    buckets: {
      bucket: Uint16Array.from(buckets.bucket),
      last: Uint16Array.from(buckets.last),
      count: Float64Array.from(buckets.count),
    },
  };
}
