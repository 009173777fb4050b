// Where the comparison's values, counters and results lie, and what its kernels share.

export const comparisonOffset: i32 = 0;
export const foundBucketsOffset: i32 = 263168;
export const foundCountsOffset: i32 = 394240;
export const aOffset: i32 = 656384;
export const bOffset: i32 = 1180672;
export const maxComparedValues: i32 = 131072;
/** Sums of squares of each unit: of B - A, and of A. Whoever calls sets them to 0 before the first piece. */
export const differenceSquaresOffset: i32 = 1704960;
export const aSquaresOffset: i32 = 2229248;
export const maxComparedUnits: i32 = 65536;

export const counters: usize = 1024;
/** Where differences lie while their buckets are counted, at most eight. */
export const scratch: usize = 512;

/** Counts the difference whose top 16 bits lie there in the scratch. */
// @ts-ignore: decorator
@inline
export function countBucket(offset: usize): void {
  const counter: usize = counters + (<usize>load<u16>(scratch + offset) << 2);
  store<u32>(counter, load<u32>(counter) + 1);
}
// @ts-ignore: decorator
@inline
export function addTo(at: usize, sums: v128): void {
  v128.store(at, f64x2.add(v128.load(at), sums));
}
// @ts-ignore: decorator
@inline
export function both(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}
// @ts-ignore: decorator
@inline
export function total(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
export function least(lanes: v128): f32 {
  return lesser(
    lesser(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    lesser(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  );
}
// @ts-ignore: decorator
@inline
export function lesser(a: f32, b: f32): f32 {
  return b < a ? b : a;
}

/** What the bucket of negative zeros has, which it shares with the smallest sub-normal values. */
export function negativeZeroCounter(): i32 {
  return load<i32>(counters + (0x8000 << 2));
}

export function negativeZeroDifferences(count: usize): i32 {
  let found = 0;
  for (let at: usize = 0; at < count << 2; at += 4)
    if (reinterpret<u32>(load<f32>(at + bOffset) - load<f32>(at + aOffset)) == 0x80000000) found++;
  return found;
}

/** Stores sums of a, b, a^2, b^2, (b - a)^2 and b - a, and what is least, greatest and zero of b - a, where results lie. */
// @ts-ignore: decorator
@inline
export function storeResult(
  sumA: f64,
  sumB: f64,
  squaresA: f64,
  squaresB: f64,
  squaresD: f64,
  sumD: f64,
  leastD: v128,
  mostD: v128,
  zeros: v128,
): void {
  store<f64>(comparisonOffset, sumA, 0);
  store<f64>(comparisonOffset, sumB, 8);
  store<f64>(comparisonOffset, squaresA, 16);
  store<f64>(comparisonOffset, squaresB, 24);
  store<f64>(comparisonOffset, squaresD, 32);
  store<f32>(comparisonOffset, least(leastD), 40);
  store<f32>(comparisonOffset, -least(f32x4.neg(mostD)), 44);
  store<i32>(comparisonOffset, total(zeros), 48);
  store<f64>(comparisonOffset, sumD, 56);
}
