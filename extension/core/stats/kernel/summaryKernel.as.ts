// AssemblyScript, compiled by build.mjs to WebAssembly with SIMD. It knows nothing of JavaScript: whoever calls it puts
// values at `valuesOffset`, at most `maxValues` of them, and reads results where these constants say.
//
//   0        1024           263168           394240             656384
//   | result | 65536 x u32  | 65536 x u16    | 65536 x u32      | maxValues x f32
//   |        | counters     | found: bucket  | found: count     | values

export const resultOffset: i32 = 0;
export const countersOffset: i32 = 1024;
export const foundBucketsOffset: i32 = 263168;
export const foundCountsOffset: i32 = 394240;
export const valuesOffset: i32 = 656384;
export const maxValues: i32 = 65536;

/**
 * Adds `count` values to the counters of their top 16 bits, and stores at `resultOffset`:
 * f64 sum of (x - shift), f64 sum of (x - shift)^2, f32 min, f32 max, i32 zeros of both signs, i32 negative zeros,
 * i32 values that are not finite. The sums, min and max are over the finite values; min is +Inf where there are none.
 */
export function accumulate(count: i32, shift: f32): void {
  const negativeZeroCounter: usize = countersOffset + (0x8000 << 2);
  const before = load<u32>(negativeZeroCounter);
  // Nearly all blocks are finite throughout: a sum of squares that is not finite tells the others, squares of float32 do not overflow
  countFinite(count, shift);
  const square = load<f64>(resultOffset, 8);
  if (square - square != 0) sumFinite(count, shift);
  store<i32>(resultOffset, load<u32>(negativeZeroCounter) == before ? 0 : countNegativeZeros(count), 28);
}

/** Counts buckets and zeros, and takes the sums, min and max, which are right where all values are finite. */
function countFinite(count: i32, shift: f32): void {
  const zero = f32x4.splat(0);
  const shifts64 = f64x2.splat(<f64>shift);
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let squareLow = f64x2.splat(0);
  let squareHigh = f64x2.splat(0);
  let zeros = i32x4.splat(0);

  const whole = count & ~3;
  let at: usize = valuesOffset;
  const end: usize = at + (<usize>whole << 2);
  while (at < end) {
    const values = v128.load(at);
    least = f32x4.pmin(least, values);
    most = f32x4.pmax(most, values);
    zeros = i32x4.sub(zeros, f32x4.eq(values, zero));
    const low = f64x2.sub(f64x2.promote_low_f32x4(values), shifts64);
    const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3)), shifts64);
    sumLow = f64x2.add(sumLow, low);
    sumHigh = f64x2.add(sumHigh, high);
    squareLow = f64x2.add(squareLow, f64x2.mul(low, low));
    squareHigh = f64x2.add(squareHigh, f64x2.mul(high, high));
    countBucket(at, 2);
    countBucket(at, 6);
    countBucket(at, 10);
    countBucket(at, 14);
    at += 16;
  }
  const sums = f64x2.add(sumLow, sumHigh);
  const squares = f64x2.add(squareLow, squareHigh);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  let square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  let min: f32 = lesser(
    lesser(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    lesser(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  let max: f32 = -lesser(
    lesser(-f32x4.extract_lane(most, 0), -f32x4.extract_lane(most, 1)),
    lesser(-f32x4.extract_lane(most, 2), -f32x4.extract_lane(most, 3)),
  );
  let zeroCount = total(zeros);

  const last: usize = valuesOffset + (<usize>count << 2);
  while (at < last) {
    const value = load<f32>(at);
    countBucket(at, 2);
    const difference = <f64>value - <f64>shift;
    sum += difference;
    square += difference * difference;
    min = lesser(min, value);
    max = -lesser(-max, -value);
    if (value == 0) zeroCount++;
    at += 4;
  }
  store<f64>(resultOffset, sum, 0);
  store<f64>(resultOffset, square, 8);
  store<f32>(resultOffset, min, 16);
  store<f32>(resultOffset, max, 20);
  store<i32>(resultOffset, zeroCount, 24);
  store<i32>(resultOffset, 0, 32);
}

/** The sums, min and max over the finite values, and how many are not finite. */
function sumFinite(count: i32, shift: f32): void {
  let sum: f64 = 0;
  let square: f64 = 0;
  let min: f32 = Infinity;
  let max: f32 = -Infinity;
  let notFinite = 0;
  const end: usize = valuesOffset + (<usize>count << 2);
  for (let at: usize = valuesOffset; at < end; at += 4) {
    const value = load<f32>(at);
    if (value - value != 0) {
      notFinite++;
      continue;
    }
    const difference = <f64>value - <f64>shift;
    sum += difference;
    square += difference * difference;
    min = lesser(min, value);
    max = -lesser(-max, -value);
  }
  store<f64>(resultOffset, sum, 0);
  store<f64>(resultOffset, square, 8);
  store<f32>(resultOffset, min, 16);
  store<f32>(resultOffset, max, 20);
  store<i32>(resultOffset, notFinite, 32);
}

function countNegativeZeros(count: i32): i32 {
  let found = 0;
  const end: usize = valuesOffset + (<usize>count << 2);
  for (let at: usize = valuesOffset; at < end; at += 4) if (load<u32>(at) == 0x80000000) found++;
  return found;
}

/** Of the values at `valuesOffset`: how many are +Infinity (`sign` 1) or -Infinity (`sign` -1). */
export function countInfinities(count: i32, sign: f32): i32 {
  const wanted: f32 = sign * Infinity;
  let found = 0;
  const end: usize = valuesOffset + (<usize>count << 2);
  for (let at: usize = valuesOffset; at < end; at += 4) if (load<f32>(at) == wanted) found++;
  return found;
}

/** Moves the counters that are not 0 to `foundBucketsOffset` and `foundCountsOffset`, ascending; returns how many. Leaves all counters 0. */
export function collect(): i32 {
  let found: usize = 0;
  // 32 at a time: most are 0, above all of small tensors
  for (let bucket: usize = 0; bucket < 65536; bucket += 32) {
    const at: usize = countersOffset + (bucket << 2);
    const low = v128.or(v128.or(v128.load(at), v128.load(at, 16)), v128.or(v128.load(at, 32), v128.load(at, 48)));
    const high = v128.or(v128.or(v128.load(at, 64), v128.load(at, 80)), v128.or(v128.load(at, 96), v128.load(at, 112)));
    if (!v128.any_true(v128.or(low, high))) continue;
    for (let lane: usize = 0; lane < 32; lane++) {
      const counter: usize = at + (lane << 2);
      const count = load<u32>(counter);
      if (count == 0) continue;
      store<u16>(foundBucketsOffset + (found << 1), <u16>(bucket + lane));
      store<u32>(foundCountsOffset + (found << 2), count);
      store<u32>(counter, 0);
      found++;
    }
  }
  return <i32>found;
}

// @ts-ignore: decorator
@inline
function countBucket(at: usize, offset: usize): void {
  const counter: usize = <usize>load<u16>(at + offset) << 2;
  store<u32>(counter, load<u32>(counter, countersOffset) + 1, countersOffset);
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
