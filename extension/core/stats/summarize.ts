import type { Summary } from '../../protocol/summary';
import { loadKernel, type SummaryKernel } from './kernel/loadKernel';
import { mergeSummaries } from './mergeSummaries';
import { mergeMoments, momentsOfSums } from './moments';
import { firstFinite, summarizeInJavaScript, type SummaryValues } from './summarizeInJavaScript';
import { cleanBuckets, emptyTally, summaryOfTally } from './summaryTally';

/** The kernel's counters are 32 bits wide. */
const maxCounted = 2 ** 31;

/**
 * The summary of a tensor, with buckets, in one pass. `min`, `max`, `mean`, `std` are over the finite values, null where
 * there are none. Any length is taken, 0 included; what does not fit in memory at once is summarized in parts, and
 * `mergeSummaries` adds them up.
 */
export function summarize(values: SummaryValues): Summary {
  // Integers beyond 2^24 are not float32 values: their figures are exact only in JavaScript's numbers.
  const kernel = values instanceof Int32Array ? null : loadKernel();
  if (!kernel) return summarizeInJavaScript(values);
  if (values.length <= maxCounted) return summarizeWith(kernel, values);
  const parts: Summary[] = [];
  for (let start = 0; start < values.length; start += maxCounted)
    parts.push(summarizeWith(kernel, values.subarray(start, start + maxCounted)));
  return mergeSummaries(parts);
}

function summarizeWith(kernel: SummaryKernel, values: SummaryValues): Summary {
  const tally = emptyTally();
  tally.count = values.length;
  for (let start = 0; start < values.length; start += kernel.maxValues) {
    const end = Math.min(values.length, start + kernel.maxValues);
    const count = end - start;
    const shift = firstFinite(values, start, end);
    kernel.values.set(values.subarray(start, end));
    kernel.accumulate(count, shift);
    const { result } = kernel;
    const notFinite = result.getInt32(32, true);
    tally.moments = mergeMoments(
      tally.moments,
      momentsOfSums(count - notFinite, shift, result.getFloat64(0, true), result.getFloat64(8, true)),
    );
    if (notFinite < count) {
      tally.min = Math.min(tally.min, result.getFloat32(16, true));
      tally.max = Math.max(tally.max, result.getFloat32(20, true));
    }
    tally.zeros += result.getInt32(24, true);
    tally.negativeZeros += result.getInt32(28, true);
    if (notFinite) {
      tally.posInf += kernel.countInfinities(count, 1);
      tally.negInf += kernel.countInfinities(count, -1);
    }
  }
  const found = kernel.collect();
  return summaryOfTally(
    tally,
    cleanBuckets(kernel.foundBuckets, kernel.foundCounts, found, tally.zeros, tally.negativeZeros),
  );
}
