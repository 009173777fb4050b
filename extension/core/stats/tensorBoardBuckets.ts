import type { Summary } from '../../protocol/summary';
import { rebinToEdges } from './rebin';

export interface TensorBoardBucket {
  left: number;
  right: number;
  count: number;
}

/** What TensorBoard's own writers make. */
const bucketCount = 30;

/**
 * The 30 rows of a histogram in an event file: equal widths from min to max, [left, right), the last one closed, exact
 * zeros included. As TensorBoard's own writer has it, a constant tensor is 29 empty rows and one with everything, all of
 * no width, and a tensor without finite values is 30 rows of zeros.
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/histogram/summary_v2.py
 */
export function toTensorBoardBuckets(summary: Summary): TensorBoardBucket[] {
  const { min, max, zeros } = summary;
  if (min === null || max === null) return Array.from({ length: bucketCount }, () => ({ left: 0, right: 0, count: 0 }));
  const finite = summary.count - summary.nan - summary.posInf - summary.negInf;
  if (min === max)
    return Array.from({ length: bucketCount }, (_, i) => ({
      left: min,
      right: max,
      count: i === bucketCount - 1 ? finite : 0,
    }));
  const edges = Float64Array.from({ length: bucketCount + 1 }, (_, i) =>
    i === bucketCount ? max : min + ((max - min) * i) / bucketCount,
  );
  const counts = rebinToEdges(summary, edges);
  if (zeros)
    counts[
      Math.min(
        bucketCount - 1,
        edges.findLastIndex(e => e <= 0),
      )
    ]! += zeros;
  return Array.from(counts, (count, i) => ({ left: edges[i]!, right: edges[i + 1]!, count }));
}
