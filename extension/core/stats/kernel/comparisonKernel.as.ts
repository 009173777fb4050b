// AssemblyScript, compiled by build.mjs to WebAssembly with SIMD. Whoever calls it puts values of A and B at `aOffset` and
// `bOffset`, at most `maxComparedValues` each, and reads results where these constants say.
//
//   0        1024                   263168        394240        656384    1180672   1704960        2229248
//   | result | 65536 x u32 counters | found: u16  | found: u32  | A: f32  | B: f32  | f64 of units | f64 of units
//   3277824: two lanes of checksums (foldChecksum.as.ts)   3490816: units' sums of a piece (wideComparison.as.ts)
import {
  addTo,
  aOffset,
  aSquaresOffset,
  bOffset,
  both,
  comparisonOffset,
  counters,
  countBucket,
  differenceSquaresOffset,
  foundBucketsOffset,
  foundCountsOffset,
  lesser,
  negativeZeroCounter,
  negativeZeroDifferences,
  scratch,
  storeResult,
} from './comparisonPlaces.as';

export * from './foldChecksum.as';
export * from './wideComparison.as';
export {
  aOffset,
  aSquaresOffset,
  bOffset,
  comparisonOffset,
  differenceSquaresOffset,
  foundBucketsOffset,
  foundCountsOffset,
  maxComparedUnits,
  maxComparedValues,
} from './comparisonPlaces.as';

/**
 * Compares rows of one value for each unit. Adds to the counters of B - A (as float32), by the top 16 bits; adds to the units'
 * sums of squares; and stores at `comparisonOffset`: f64 sums of a, b, a^2, b^2, (b - a)^2; from byte 40 f32 min and max of
 * b - a; from byte 48 i32 zeros of b - a, of both signs, and negative ones. Where values are not finite the sums of squares are
 * not either, and min and max are of no use. `counts`: 1, or 0 where the differences of the piece have been counted already.
 */
export function comparePieces(rows: i32, units: i32, counts: i32): void {
  const rowBytes: usize = <usize>units << 2;
  const bytes: usize = <usize>rows * rowBytes;
  const negatives = negativeZeroCounter();
  const zero = f32x4.splat(0);
  let zeros = i32x4.splat(0);
  let leastD = f32x4.splat(Infinity);
  let mostD = f32x4.splat(-Infinity);
  let sumA = f64x2.splat(0);
  let sumB = sumA;
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
      zeros = i32x4.sub(zeros, f32x4.eq(d, zero));
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
      squareALow = f64x2.add(squareALow, f64x2.mul(aLow, aLow));
      squareAHigh = f64x2.add(squareAHigh, f64x2.mul(aHigh, aHigh));
      squareDLow = f64x2.add(squareDLow, f64x2.mul(dLow, dLow));
      squareDHigh = f64x2.add(squareDHigh, f64x2.mul(dHigh, dHigh));
      squareB = f64x2.add(squareB, f64x2.add(f64x2.mul(bLow, bLow), f64x2.mul(bHigh, bHigh)));
      if (counts != 0) {
        countBucket(2);
        countBucket(6);
        countBucket(10);
        countBucket(14);
      }
    }
    addTo(aSquaresOffset + (unit << 3), squareALow);
    addTo(aSquaresOffset + (unit << 3) + 16, squareAHigh);
    addTo(differenceSquaresOffset + (unit << 3), squareDLow);
    addTo(differenceSquaresOffset + (unit << 3) + 16, squareDHigh);
    totalA = f64x2.add(totalA, f64x2.add(squareALow, squareAHigh));
    totalD = f64x2.add(totalD, f64x2.add(squareDLow, squareDHigh));
  }
  storeResult(
    both(sumA),
    both(sumB),
    both(totalA),
    both(squareB),
    both(totalD),
    0,
    leastD,
    mostD,
    zeros,
  );
  for (let unit: usize = together; unit < <usize>units; unit++)
    for (let at: usize = unit << 2; at < bytes; at += rowBytes) compareOne(at, unit << 3, counts);
  // Negative zeros are rare: they are counted where their bucket has got something.
  const hasNone = counts != 0 && negativeZeroCounter() == negatives;
  store<i32>(comparisonOffset, hasNone ? 0 : negativeZeroDifferences(<usize>rows * <usize>units), 52);
  store<f64>(comparisonOffset, load<f64>(comparisonOffset, 8) - load<f64>(comparisonOffset, 0), 56);
}

/** One pair, for the units behind the last four. */
function compareOne(at: usize, unit: usize, counts: i32): void {
  const a = load<f32>(at + aOffset);
  const b = load<f32>(at + bOffset);
  const d = b - a;
  if (counts != 0) {
    store<f32>(scratch, d);
    countBucket(2);
  }
  const difference = <f64>b - <f64>a;
  add(comparisonOffset, <f64>a);
  add(comparisonOffset + 8, <f64>b);
  add(comparisonOffset + 16, <f64>a * <f64>a);
  add(comparisonOffset + 24, <f64>b * <f64>b);
  add(comparisonOffset + 32, difference * difference);
  add(aSquaresOffset + unit, <f64>a * <f64>a);
  add(differenceSquaresOffset + unit, difference * difference);
  if (d == 0) store<i32>(comparisonOffset, load<i32>(comparisonOffset, 48) + 1, 48);
  store<f32>(comparisonOffset, lesser(load<f32>(comparisonOffset, 40), d), 40);
  store<f32>(comparisonOffset, -lesser(-load<f32>(comparisonOffset, 44), -d), 44);
}

/** Moves the counters that are not 0 to where found ones are, ascending; returns how many. Leaves them 0. */
export function collect(): i32 {
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
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
