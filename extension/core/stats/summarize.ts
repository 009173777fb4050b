import type { Summary } from '../../protocol/summary';
import type { SummaryValues } from './summarizeInJavaScript';
import { SummaryStream } from './summaryStream';

/**
 * The summary of a tensor, with buckets, in one pass. `min`, `max`, `mean`, `std` are over the finite values, null where
 * there are none. Any length is taken, 0 included; what does not fit in memory at once is given to a SummaryStream piece by
 * piece.
 */
export function summarize(values: SummaryValues): Summary {
  const stream = new SummaryStream(values instanceof Int32Array);
  stream.add(values);
  return stream.finish();
}
