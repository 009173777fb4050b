// AssemblyScript, compiled by build.mjs to WebAssembly with SIMD. Whoever calls it puts values of A and B at `aOffset` and
// `bOffset`, at most `maxComparedValues` each, and reads results where these constants say.
//
//   0        1024                       787456        918528        1180672   1442816   1704960        2229248
//   | result | 3 x 65536 x u32 counters | found: u16  | found: u32  | A: f32  | B: f32  | f64 of units | f64 of units
//   2753536: two lanes of checksums (foldChecksum.as.ts)
export * from './foldChecksum.as';

export const comparisonOffset: i32 = 0;
export const foundBucketsOffset: i32 = 787456;
export const foundCountsOffset: i32 = 918528;
export const aOffset: i32 = 1180672;
export const bOffset: i32 = 1442816;
export const maxComparedValues: i32 = 65536;
/** Sums of squares of each unit: of B - A, and of A. Whoever calls sets them to 0 before the first piece. */
export const differenceSquaresOffset: i32 = 1704960;
export const aSquaresOffset: i32 = 2229248;
export const maxComparedUnits: i32 = 65536;

const aCounters: usize = 1024;
const bCounters: usize = 263168;
const differenceCounters: usize = 525312;
/** Where four differences lie while their buckets are counted. */
const scratch: usize = 512;

/**
 * Compares rows of one value for each unit. Adds to the counters of A, of B and of B - A (as float32), by the top 16 bits;
 * adds to the units' sums of squares; and stores at `comparisonOffset`: f64 sums of a, b, b - a, a^2, b^2, (b - a)^2, a b; from
 * byte 56 f32 min and max of a, b, b - a; from byte 80 i32 zeros of a, b, b - a, of both signs; from byte 92 i32 negative zeros.
 * Where values are not finite the sums of squares are not either, and sums, min and max are of no use.
 */
export function comparePieces(rows: i32, units: i32): void {
  const rowBytes: usize = <usize>units << 2;
  const bytes: usize = <usize>rows * rowBytes;
  const negativeA = negativeZeroCounter(aCounters);
  const negativeB = negativeZeroCounter(bCounters);
  const negativeD = negativeZeroCounter(differenceCounters);
  const zero = f32x4.splat(0);
  let zerosA = i32x4.splat(0);
  let zerosB = zerosA;
  let zerosD = zerosA;
  let leastA = f32x4.splat(Infinity);
  let leastB = leastA;
  let leastD = leastA;
  let mostA = f32x4.splat(-Infinity);
  let mostB = mostA;
  let mostD = mostA;
  let sumA = f64x2.splat(0);
  let sumB = sumA;
  let sumD = sumA;
  let product = sumA;
  let squareB = sumA;
  let totalA = sumA;
  let totalD = sumA;
  const together: usize = <usize>units & ~3;
  for (let unit: usize = 0; unit < together; unit += 4) {
    let squareALow = f64x2.splat(0);
    let squareAHigh = squareALow;
    let squareDLow = squareALow;
    let squareDHigh = squareALow;
    const end: usize = bytes;
    for (let at: usize = unit << 2; at < end; at += rowBytes) {
      const a = v128.load(at + aOffset);
      const b = v128.load(at + bOffset);
      const d = f32x4.sub(b, a);
      v128.store(scratch, d);
      countFour(at + aOffset, aCounters);
      countFour(at + bOffset, bCounters);
      zerosA = i32x4.sub(zerosA, f32x4.eq(a, zero));
      zerosB = i32x4.sub(zerosB, f32x4.eq(b, zero));
      zerosD = i32x4.sub(zerosD, f32x4.eq(d, zero));
      leastA = f32x4.pmin(leastA, a);
      mostA = f32x4.pmax(mostA, a);
      leastB = f32x4.pmin(leastB, b);
      mostB = f32x4.pmax(mostB, b);
      leastD = f32x4.pmin(leastD, d);
      mostD = f32x4.pmax(mostD, d);
      const aLow = f64x2.promote_low_f32x4(a);
      const aHigh = f64x2.promote_low_f32x4(v128.shuffle<i32>(a, a, 2, 3, 2, 3));
      const bLow = f64x2.promote_low_f32x4(b);
      const bHigh = f64x2.promote_low_f32x4(v128.shuffle<i32>(b, b, 2, 3, 2, 3));
      const dLow = f64x2.sub(bLow, aLow);
      const dHigh = f64x2.sub(bHigh, aHigh);
      sumA = f64x2.add(sumA, f64x2.add(aLow, aHigh));
      sumB = f64x2.add(sumB, f64x2.add(bLow, bHigh));
      sumD = f64x2.add(sumD, f64x2.add(dLow, dHigh));
      product = f64x2.add(product, f64x2.add(f64x2.mul(aLow, bLow), f64x2.mul(aHigh, bHigh)));
      squareALow = f64x2.add(squareALow, f64x2.mul(aLow, aLow));
      squareAHigh = f64x2.add(squareAHigh, f64x2.mul(aHigh, aHigh));
      squareDLow = f64x2.add(squareDLow, f64x2.mul(dLow, dLow));
      squareDHigh = f64x2.add(squareDHigh, f64x2.mul(dHigh, dHigh));
      squareB = f64x2.add(squareB, f64x2.add(f64x2.mul(bLow, bLow), f64x2.mul(bHigh, bHigh)));
      countFour(scratch, differenceCounters);
    }
    addTo(aSquaresOffset + (unit << 3), squareALow);
    addTo(aSquaresOffset + (unit << 3) + 16, squareAHigh);
    addTo(differenceSquaresOffset + (unit << 3), squareDLow);
    addTo(differenceSquaresOffset + (unit << 3) + 16, squareDHigh);
    totalA = f64x2.add(totalA, f64x2.add(squareALow, squareAHigh));
    totalD = f64x2.add(totalD, f64x2.add(squareDLow, squareDHigh));
  }
  store<f64>(comparisonOffset, both(sumA), 0);
  store<f64>(comparisonOffset, both(sumB), 8);
  store<f64>(comparisonOffset, both(sumD), 16);
  store<f64>(comparisonOffset, both(totalA), 24);
  store<f64>(comparisonOffset, both(squareB), 32);
  store<f64>(comparisonOffset, both(totalD), 40);
  store<f64>(comparisonOffset, both(product), 48);
  store<f32>(comparisonOffset, least(leastA), 56);
  store<f32>(comparisonOffset, -least(f32x4.neg(mostA)), 60);
  store<f32>(comparisonOffset, least(leastB), 64);
  store<f32>(comparisonOffset, -least(f32x4.neg(mostB)), 68);
  store<f32>(comparisonOffset, least(leastD), 72);
  store<f32>(comparisonOffset, -least(f32x4.neg(mostD)), 76);
  store<i32>(comparisonOffset, total(zerosA), 80);
  store<i32>(comparisonOffset, total(zerosB), 84);
  store<i32>(comparisonOffset, total(zerosD), 88);
  for (let unit: usize = together; unit < <usize>units; unit++)
    for (let at: usize = unit << 2; at < bytes; at += rowBytes) compareOne(at, unit << 3);
  // Negative zeros are rare: they are counted where their bucket has got something.
  const values: usize = <usize>rows * <usize>units;
  store<i32>(comparisonOffset, negativeZeroCounter(aCounters) == negativeA ? 0 : negativeZeros(aOffset, values), 92);
  store<i32>(comparisonOffset, negativeZeroCounter(bCounters) == negativeB ? 0 : negativeZeros(bOffset, values), 96);
  const hasNone = negativeZeroCounter(differenceCounters) == negativeD;
  store<i32>(comparisonOffset, hasNone ? 0 : negativeZeroDifferences(values), 100);
}

/** One pair, for the units behind the last four. */
function compareOne(at: usize, unit: usize): void {
  const a = load<f32>(at + aOffset);
  const b = load<f32>(at + bOffset);
  const d = b - a;
  store<f32>(scratch, d);
  countBucket(at + aOffset, 2, aCounters);
  countBucket(at + bOffset, 2, bCounters);
  countBucket(scratch, 2, differenceCounters);
  const difference = <f64>b - <f64>a;
  add(comparisonOffset, <f64>a);
  add(comparisonOffset + 8, <f64>b);
  add(comparisonOffset + 16, difference);
  add(comparisonOffset + 24, <f64>a * <f64>a);
  add(comparisonOffset + 32, <f64>b * <f64>b);
  add(comparisonOffset + 40, difference * difference);
  add(comparisonOffset + 48, <f64>a * <f64>b);
  add(aSquaresOffset + unit, <f64>a * <f64>a);
  add(differenceSquaresOffset + unit, difference * difference);
  countZero(80, a);
  countZero(84, b);
  countZero(88, d);
  widen(comparisonOffset + 56, a);
  widen(comparisonOffset + 64, b);
  widen(comparisonOffset + 72, d);
}

/** What the bucket of negative zeros has, which it shares with the smallest sub-normal values. */
function negativeZeroCounter(counters: usize): i32 {
  return load<i32>(counters + (0x8000 << 2));
}

function negativeZeros(from: usize, count: usize): i32 {
  let found = 0;
  for (let at: usize = from; at < from + (count << 2); at += 4) if (load<u32>(at) == 0x80000000) found++;
  return found;
}

function negativeZeroDifferences(count: usize): i32 {
  let found = 0;
  for (let at: usize = 0; at < count << 2; at += 4)
    if (reinterpret<u32>(load<f32>(at + bOffset) - load<f32>(at + aOffset)) == 0x80000000) found++;
  return found;
}

/** Moves the counters of A (0), B (1) or B - A (2) that are not 0 to where found ones are, ascending; returns how many. Leaves them 0. */
export function collect(which: i32): i32 {
  const counters: usize = aCounters + <usize>which * 262144;
  let found: usize = 0;
  const nothing = i32x4.splat(0);
  for (let bucket: usize = 0; bucket < 65536; bucket += 4) {
    const at: usize = counters + (bucket << 2);
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
function countFour(at: usize, counters: usize): void {
  countBucket(at, 2, counters);
  countBucket(at, 6, counters);
  countBucket(at, 10, counters);
  countBucket(at, 14, counters);
}
// @ts-ignore: decorator
@inline
function countBucket(at: usize, offset: usize, counters: usize): void {
  const counter: usize = counters + (<usize>load<u16>(at + offset) << 2);
  store<u32>(counter, load<u32>(counter) + 1);
}
// @ts-ignore: decorator
@inline
function addTo(at: usize, sums: v128): void {
  v128.store(at, f64x2.add(v128.load(at), sums));
}
// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
function countZero(at: usize, value: f32): void {
  if (value == 0) store<i32>(comparisonOffset + at, load<i32>(comparisonOffset + at) + 1);
}
function widen(at: usize, value: f32): void {
  if (value < load<f32>(at)) store<f32>(at, value);
  if (value > load<f32>(at, 4)) store<f32>(at, value, 4);
}
// @ts-ignore: decorator
@inline
function both(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
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
function least(lanes: v128): f32 {
  return lesser(
    lesser(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    lesser(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  );
}
// @ts-ignore: decorator
@inline
function lesser(a: f32, b: f32): f32 {
  return b < a ? b : a;
}
