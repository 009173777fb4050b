import type { Summary } from '../../protocol/summary';
import { loadKernel, type SummaryKernel } from './kernel/loadKernel';
import { mergeSummaries } from './mergeSummaries';
import { mergeMoments } from './moments';
import { summarizeInJavaScript, type SummaryValues } from './summarizeInJavaScript';
import { cleanFound, emptyTally, summaryOfTally, type SummaryTally } from './summaryTally';

/** The kernel's counters are 32 bits wide. */
const maxCounted = 2 ** 31;
/** Summaries of pieces that JavaScript made are put together when there are so many. */
const maxParts = 16;

/**
 * The summary of values that come piece by piece. Only one can be under way where the kernel is used: it has one set of
 * counters.
 */
export class SummaryStream {
  private readonly kernel: SummaryKernel | null;
  private tally = emptyTally();
  private parts: Summary[] = [];

  /** @param isInteger int32: beyond 2^24 they are not float32 values, and their figures exact only in JavaScript's numbers */
  constructor(isInteger: boolean) {
    this.kernel = isInteger ? null : loadKernel();
  }

  /** Where a piece may lie so that it need not be copied; null: anywhere. */
  get lane(): Float32Array | null {
    return this.kernel?.values ?? null;
  }

  add(values: SummaryValues): void {
    if (!this.kernel) {
      this.parts.push(summarizeInJavaScript(values));
      if (this.parts.length > maxParts) this.parts = [mergeSummaries(this.parts)];
      return;
    }
    const { maxValues } = this.kernel;
    for (let start = 0; start < values.length; start += maxValues) {
      addWith(this.kernel, this.tally, values.subarray(start, start + maxValues));
      if (this.tally.count >= maxCounted) this.collect(this.kernel);
    }
  }

  /** The summary of all that was added, with buckets. To be called once, also where it is given up. */
  finish(): Summary {
    if (this.kernel) this.collect(this.kernel);
    return this.parts.length === 1 ? this.parts[0]! : mergeSummaries(this.parts);
  }

  private collect(kernel: SummaryKernel): void {
    const { tally } = this;
    const found = kernel.collect();
    const buckets = cleanFound(kernel.foundBuckets, kernel.foundCounts, found, tally.zeros, tally.negativeZeros);
    this.parts.push(summaryOfTally(tally, buckets));
    this.tally = emptyTally();
  }
}

function addWith(kernel: SummaryKernel, tally: SummaryTally, values: SummaryValues): void {
  const count = values.length;
  if (values.buffer !== kernel.values.buffer) kernel.values.set(values);
  kernel.accumulate(count);
  const { result } = kernel;
  const notFinite = result.getInt32(32, true);
  tally.count += count;
  tally.moments = mergeMoments(tally.moments, {
    count: count - notFinite,
    mean: result.getFloat64(0, true),
    squares: Math.max(0, result.getFloat64(8, true)),
  });
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
