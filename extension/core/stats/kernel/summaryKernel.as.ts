// AssemblyScript, compiled by build.mjs to WebAssembly with SIMD. It knows nothing of JavaScript: whoever calls it puts
// values at `valuesOffset`, at most `maxValues` of them, and reads results where these constants say.
//
//   0        1024           263168           394240             656384            1180672
//   | result | 65536 x u32  | 65536 x u16    | 65536 x u32      | maxValues x f32 | 3 x 65536 x u32
//   |        | counters     | found: bucket  | found: count     | values          | more counters (summaryCounters.as.ts)
import { countedNearZero, countEight, countEightInTurns, countOne, shouldTakeTurns } from './summaryCounters.as';

export { collect, foundBucketsOffset, foundCountsOffset } from './summaryCounters.as';

export const resultOffset: i32 = 0;
export const valuesOffset: i32 = 656384;
export const maxValues: i32 = 131072;

/** Where the mean's square is so many times the variance, a sum of squares has lost digits of the spread. */
const maxMeanSquare: f64 = 1000;

/**
 * Adds `count` values to the counters of their top 16 bits, and stores at `resultOffset`: f64 mean, f64 sum of (x - mean)^2,
 * f32 min, f32 max, i32 zeros of both signs, i32 negative zeros, i32 values that are not finite. The moments, min and max are
 * over the finite values; min is +Inf where there are none.
 */
export function accumulate(count: i32): void {
  const nearZeroBefore = countedNearZero();
  // Nearly all blocks are finite throughout: a sum of squares that is not finite tells the others, squares of float32 do not overflow
  if (shouldTakeTurns(valuesOffset, count)) countRepetitive(count);
  else countFinite(count);
  const square = load<f64>(resultOffset, 8);
  if (square - square != 0) describeFinite(count);
  else describe(count);
  // Few buckets hold zeros, which share theirs with the least sub-normal values.
  if (countedNearZero() != nearZeroBefore) countZeros(count);
  else store<u64>(resultOffset, 0, 24);
}

/** Counts buckets, and stores the sum, the sum of squares, min and max, which are right where all values are finite. */
function countFinite(count: i32): void {
  countAll(count, false);
}

/** The same, where many neighbours share a bucket. */
function countRepetitive(count: i32): void {
  countAll(count, true);
}

// @ts-ignore: decorator
@inline
function countAll(count: i32, inTurns: bool): void {
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let squareLow = f64x2.splat(0);
  let squareHigh = f64x2.splat(0);

  let at: usize = valuesOffset;
  const end: usize = at + (<usize>(count & ~7) << 2);
  // Bound by how many instructions there are, not by memory: eight at a time.
  while (at < end) {
    const values = v128.load(at);
    const more = v128.load(at, 16);
    least = f32x4.pmin(f32x4.pmin(least, values), more);
    most = f32x4.pmax(f32x4.pmax(most, values), more);
    const low = f64x2.promote_low_f32x4(values);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3));
    const moreLow = f64x2.promote_low_f32x4(more);
    const moreHigh = f64x2.promote_low_f32x4(v128.shuffle<i32>(more, more, 2, 3, 2, 3));
    sumLow = f64x2.add(sumLow, f64x2.add(low, moreLow));
    sumHigh = f64x2.add(sumHigh, f64x2.add(high, moreHigh));
    squareLow = f64x2.add(squareLow, f64x2.add(f64x2.mul(low, low), f64x2.mul(moreLow, moreLow)));
    squareHigh = f64x2.add(squareHigh, f64x2.add(f64x2.mul(high, high), f64x2.mul(moreHigh, moreHigh)));
    if (inTurns) countEightInTurns(at);
    else countEight(at);
    at += 32;
  }
  let sum = total64(f64x2.add(sumLow, sumHigh));
  let square = total64(f64x2.add(squareLow, squareHigh));
  let min: f32 = lesser(
    lesser(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    lesser(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  let max: f32 = -lesser(
    lesser(-f32x4.extract_lane(most, 0), -f32x4.extract_lane(most, 1)),
    lesser(-f32x4.extract_lane(most, 2), -f32x4.extract_lane(most, 3)),
  );

  const last: usize = valuesOffset + (<usize>count << 2);
  while (at < last) {
    const value = load<f32>(at);
    countOne(at);
    sum += <f64>value;
    square += <f64>value * <f64>value;
    min = lesser(min, value);
    max = -lesser(-max, -value);
    at += 4;
  }
  storeRange(min, max);
  store<f64>(resultOffset, sum, 0);
  store<f64>(resultOffset, square, 8);
  store<i32>(resultOffset, 0, 32);
}

/** Makes mean and squared differences of the sums of values that are all finite. */
function describe(count: i32): void {
  const sum = load<f64>(resultOffset, 0);
  const mean = sum / <f64>count;
  const squares = load<f64>(resultOffset, 8) - sum * mean;
  if (squares * maxMeanSquare > sum * mean) return storeMoments(mean, squares);
  // Equal values have no spread, however sums are rounded.
  const min = load<f32>(resultOffset, 16);
  if (min == load<f32>(resultOffset, 20)) return storeMoments(<f64>min, 0);
  // A second look, from the mean.
  const means = f64x2.splat(mean);
  let squareLow = f64x2.splat(0);
  let squareHigh = f64x2.splat(0);
  let at: usize = valuesOffset;
  const end: usize = at + (<usize>(count & ~3) << 2);
  while (at < end) {
    const values = v128.load(at);
    const low = f64x2.sub(f64x2.promote_low_f32x4(values), means);
    const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3)), means);
    squareLow = f64x2.add(squareLow, f64x2.mul(low, low));
    squareHigh = f64x2.add(squareHigh, f64x2.mul(high, high));
    at += 16;
  }
  let square = total64(f64x2.add(squareLow, squareHigh));
  const last: usize = valuesOffset + (<usize>count << 2);
  for (; at < last; at += 4) {
    const difference = <f64>load<f32>(at) - mean;
    square += difference * difference;
  }
  storeMoments(mean, square);
}

/** The same of those that are finite, and their min and max; counts the others. */
function describeFinite(count: i32): void {
  let sum: f64 = 0;
  let min: f32 = Infinity;
  let max: f32 = -Infinity;
  let finite = 0;
  const end: usize = valuesOffset + (<usize>count << 2);
  for (let at: usize = valuesOffset; at < end; at += 4) {
    const value = load<f32>(at);
    if (value - value != 0) continue;
    finite++;
    sum += <f64>value;
    min = lesser(min, value);
    max = -lesser(-max, -value);
  }
  storeRange(min, max);
  store<i32>(resultOffset, count - finite, 32);
  if (finite == 0) return storeMoments(0, 0);
  const mean = sum / <f64>finite;
  let square: f64 = 0;
  for (let at: usize = valuesOffset; at < end; at += 4) {
    const value = load<f32>(at);
    if (value - value != 0) continue;
    const difference = <f64>value - mean;
    square += difference * difference;
  }
  storeMoments(mean, square);
}

function storeMoments(mean: f64, squares: f64): void {
  store<f64>(resultOffset, mean, 0);
  store<f64>(resultOffset, squares, 8);
}

function storeRange(min: f32, max: f32): void {
  store<f32>(resultOffset, min, 16);
  store<f32>(resultOffset, max, 20);
}

/** Zeros of both signs, and the negative ones. */
function countZeros(count: i32): void {
  const zero = f32x4.splat(0);
  const negativeZero = i32x4.splat(0x80000000);
  let zeroLanes = i32x4.splat(0);
  let negativeLanes = i32x4.splat(0);
  let at: usize = valuesOffset;
  const end: usize = at + (<usize>(count & ~3) << 2);
  while (at < end) {
    const values = v128.load(at);
    zeroLanes = i32x4.sub(zeroLanes, f32x4.eq(values, zero));
    negativeLanes = i32x4.sub(negativeLanes, i32x4.eq(values, negativeZero));
    at += 16;
  }
  let zeros = total(zeroLanes);
  let negatives = total(negativeLanes);
  const last: usize = valuesOffset + (<usize>count << 2);
  for (; at < last; at += 4) {
    if (load<f32>(at) == 0) zeros++;
    if (load<u32>(at) == 0x80000000) negatives++;
  }
  store<i32>(resultOffset, zeros, 24);
  store<i32>(resultOffset, negatives, 28);
}

/** Of the values at `valuesOffset`: how many are +Infinity (`sign` 1) or -Infinity (`sign` -1). */
export function countInfinities(count: i32, sign: f32): i32 {
  const wanted: f32 = sign * Infinity;
  let found = 0;
  const end: usize = valuesOffset + (<usize>count << 2);
  for (let at: usize = valuesOffset; at < end; at += 4) if (load<f32>(at) == wanted) found++;
  return found;
}

// @ts-ignore: decorator
@inline
function lesser(a: f32, b: f32): f32 {
  return b < a ? b : a;
}

// @ts-ignore: decorator
@inline
function total(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}

// @ts-ignore: decorator
@inline
function total64(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}
