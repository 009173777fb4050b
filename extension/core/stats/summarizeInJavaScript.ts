import type { Buckets, Summary } from '../../protocol/summary';
import { mergeMoments, momentsOfSums } from './moments';
import { cleanBuckets, emptyTally, summaryOfTally, type SummaryTally } from './summaryTally';

/** The types of values that can be summarized. Booleans are 0 and 1 in a Uint8Array. */
export type SummaryValues = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Values of one block have one shift; small enough that their sums lose nothing. */
const blockLength = 65536;

/** Of the largest finite float32. */
const largestBucket = 0x7f7f;
const allBuckets = new Uint16Array(65536).map((_, bucket) => bucket);
/** Counters by bucket, all 0 between two summaries, and the buckets that one has found: most tensors are small. */
const counts = new Float64Array(65536);
const found = new Uint16Array(65536);
/** Of more, sorting takes longer than looking at all counters. */
const fewBuckets = 4096;

/**
 * The summary of a tensor, with buckets: the reference for the kernel, and what is used for int32 and float64, whose
 * figures are exact although their buckets are those of the nearest float32, the largest for what is beyond it.
 */
export function summarizeInJavaScript(values: SummaryValues): Summary {
  const tally = emptyTally();
  let buckets = 0;
  const block = new Float32Array(Math.min(blockLength, values.length));
  const bits = new Uint32Array(block.buffer);
  tally.count = values.length;
  for (let start = 0; start < values.length; start += blockLength) {
    const end = Math.min(values.length, start + blockLength);
    block.set(values.subarray(start, end));
    const shift = firstFinite(values, start, end);
    let sum = 0;
    let squares = 0;
    let finite = 0;
    for (let i = start; i < end; i++) {
      const pattern = bits[i - start]!;
      const value = values[i]!;
      const isBeyond = (pattern & 0x7f800000) === 0x7f800000 && value - value === 0;
      const bucket = isBeyond ? largestBucket | ((pattern >>> 31) << 15) : pattern >>> 16;
      if (counts[bucket]!++ === 0) found[buckets++] = bucket;
      if (value - value !== 0) {
        if (value === Infinity) tally.posInf++;
        else if (value === -Infinity) tally.negInf++;
        continue;
      }
      finite++;
      const difference = value - shift;
      sum += difference;
      squares += difference * difference;
      if (value < tally.min) tally.min = value;
      if (value > tally.max) tally.max = value;
      if (value === 0) tally.zeros++;
      if (value === 0 && pattern === 0x80000000) tally.negativeZeros++;
    }
    tally.moments = mergeMoments(tally.moments, momentsOfSums(finite, shift, sum, squares));
  }
  return summaryOfTally(tally, collectBuckets(buckets, tally));
}

/** Leaves the counters at 0. */
function collectBuckets(length: number, { zeros, negativeZeros }: SummaryTally): Buckets {
  if (length > fewBuckets) {
    const buckets = cleanBuckets(allBuckets, counts, 65536, zeros, negativeZeros);
    counts.fill(0);
    return buckets;
  }
  const sorted = found.slice(0, length).sort();
  const foundCounts = Float64Array.from(sorted, bucket => counts[bucket]!);
  for (const bucket of sorted) counts[bucket] = 0;
  return cleanBuckets(sorted, foundCounts, length, zeros, negativeZeros);
}

/** The first finite value from `start` on, before `end`; 0 where there is none. */
export function firstFinite(values: SummaryValues, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const value = values[i]!;
    if (value - value === 0) return value;
  }
  return 0;
}
