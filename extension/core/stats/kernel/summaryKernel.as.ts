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
  const infinity = f32x4.splat(Infinity);
  const zero = f32x4.splat(0);
  const negativeZero = i32x4.splat(0x80000000);
  const shifts = f32x4.splat(shift);
  const shifts64 = f64x2.splat(<f64>shift);
  let least = infinity;
  let most = f32x4.splat(-Infinity);
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let squareLow = f64x2.splat(0);
  let squareHigh = f64x2.splat(0);
  let zeros = i32x4.splat(0);
  let negativeZeros = i32x4.splat(0);
  let notFinite = i32x4.splat(0);

  const whole = count & ~3;
  let at: usize = valuesOffset;
  const end: usize = at + (<usize>whole << 2);
  while (at < end) {
    const values = v128.load(at);
    const isFinite = f32x4.lt(f32x4.abs(values), infinity);
    least = v128.bitselect(f32x4.pmin(least, values), least, isFinite);
    most = v128.bitselect(f32x4.pmax(most, values), most, isFinite);
    zeros = i32x4.sub(zeros, f32x4.eq(values, zero));
    negativeZeros = i32x4.sub(negativeZeros, i32x4.eq(values, negativeZero));
    notFinite = i32x4.sub(notFinite, v128.not(isFinite));
    const finite = v128.bitselect(values, shifts, isFinite);
    const low = f64x2.sub(f64x2.promote_low_f32x4(finite), shifts64);
    const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i32>(finite, finite, 2, 3, 2, 3)), shifts64);
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
  let negativeZeroCount = total(negativeZeros);
  let notFiniteCount = total(notFinite);

  const last: usize = valuesOffset + (<usize>count << 2);
  while (at < last) {
    const value = load<f32>(at);
    countBucket(at, 2);
    if (value - value == 0) {
      const difference = <f64>value - <f64>shift;
      sum += difference;
      square += difference * difference;
      min = lesser(min, value);
      max = -lesser(-max, -value);
      if (value == 0) zeroCount++;
      if (load<u32>(at) == 0x80000000) negativeZeroCount++;
    } else {
      notFiniteCount++;
    }
    at += 4;
  }
  store<f64>(resultOffset, sum, 0);
  store<f64>(resultOffset, square, 8);
  store<f32>(resultOffset, min, 16);
  store<f32>(resultOffset, max, 20);
  store<i32>(resultOffset, zeroCount, 24);
  store<i32>(resultOffset, negativeZeroCount, 28);
  store<i32>(resultOffset, notFiniteCount, 32);
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
  const nothing = i32x4.splat(0);
  for (let bucket: usize = 0; bucket < 65536; bucket += 4) {
    const at: usize = countersOffset + (bucket << 2);
    if (!v128.any_true(v128.load(at))) continue;
    for (let lane: usize = 0; lane < 4; lane++) {
      const count = load<u32>(at + (lane << 2));
      if (count == 0) continue;
      store<u16>(foundBucketsOffset + (found << 1), <u16>(bucket + lane));
      store<u32>(foundCountsOffset + (found << 2), count);
      found++;
    }
    v128.store(at, nothing);
  }
  return <i32>found;
}

// @ts-ignore: decorator
@inline
function countBucket(at: usize, offset: usize): void {
  const counter: usize = countersOffset + (<usize>load<u16>(at + offset) << 2);
  store<u32>(counter, load<u32>(counter) + 1);
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
