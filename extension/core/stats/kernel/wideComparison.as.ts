// The comparison of large pieces: figures are added up in single precision over at most 16 rows, and in double precision from
// there on, which halves the work. Whoever calls it looks at the sums, and takes those of comparisonKernel.as.ts instead where
// values are too large, too small, or too much alike for that.
import {
  addTo,
  aOffset,
  aSquaresOffset,
  bOffset,
  both,
  comparisonOffset,
  countBucket,
  differenceSquaresOffset,
  negativeZeroCounter,
  negativeZeroDifferences,
  scratch,
  storeResult,
  total,
} from './comparisonPlaces.as';

/** Sums of squares of each unit of this piece alone, until they are accepted: of B - A, and of A. */
const stagedDifferences: usize = 3490816;
const stagedA: usize = 4015104;
const blockRows: usize = 16;

/** What is added up: two f64 lanes each of a, b - a, b^2; then zeros, least and most of b - a, four lanes each. */
const wideSums: usize = 576;

/**
 * Compares rows of a multiple of 8 values, one for each unit. Stores what `comparePieces` stores, with the f64 sum of b - a at
 * byte 56. Counts the buckets of the differences in the first `countedRows`; from byte 64 i32 zeros among them, of both signs,
 * and negative ones; at byte 72 the least of the units' f64 sums of a^2. The units' sums are added by `acceptUnits`.
 */
export function compareWidely(rows: i32, units: i32, countedRows: i32): void {
  const rowBytes: usize = <usize>units << 2;
  memory.fill(wideSums, 0, 48);
  memory.fill(stagedDifferences, 0, <usize>units << 3);
  memory.fill(stagedA, 0, <usize>units << 3);
  addRows(<usize>rows * rowBytes, rowBytes);
  countDifferences(<usize>countedRows * rowBytes);
  const sumA = both(v128.load(wideSums));
  const sumD = both(v128.load(wideSums, 16));
  storeResult(
    sumA,
    sumA + sumD,
    sumOf(stagedA, units),
    both(v128.load(wideSums, 32)),
    sumOf(stagedDifferences, units),
    sumD,
    v128.load(wideSums, 64),
    v128.load(wideSums, 80),
    v128.load(wideSums, 48),
  );
  store<f64>(comparisonOffset, leastOf(stagedA, units), 72);
}

/** Counts the buckets of the differences of the first bytes, and their zeros. */
function countDifferences(bytes: usize): void {
  const zero = f32x4.splat(0);
  const negatives = negativeZeroCounter();
  let zeros = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    const d1 = f32x4.sub(v128.load(at, bOffset), v128.load(at, aOffset));
    const d2 = f32x4.sub(v128.load(at, bOffset + 16), v128.load(at, aOffset + 16));
    zeros = i32x4.sub(zeros, i32x4.add(f32x4.eq(d1, zero), f32x4.eq(d2, zero)));
    v128.store(scratch, d1);
    v128.store(scratch, d2, 16);
    countBucket(2);
    countBucket(6);
    countBucket(10);
    countBucket(14);
    countBucket(18);
    countBucket(22);
    countBucket(26);
    countBucket(30);
  }
  store<i32>(comparisonOffset, total(zeros), 64);
  const hasNone = negativeZeroCounter() == negatives;
  store<i32>(comparisonOffset, hasNone ? 0 : negativeZeroDifferences(bytes >> 2), 68);
}

/** Of eight columns from one byte to another: -1 for each zero difference, in four lanes. */
function equalOf(from: usize, to: usize, rowBytes: usize): v128 {
  let found = i32x4.splat(0);
  for (let at: usize = from; at < to; at += rowBytes) {
    const first = f32x4.eq(v128.load(at, bOffset), v128.load(at, aOffset));
    found = i32x4.add(found, i32x4.add(first, f32x4.eq(v128.load(at, bOffset + 16), v128.load(at, aOffset + 16))));
  }
  return found;
}

/** Adds the rows of so many bytes. */
function addRows(to: usize, rowBytes: usize): void {
  const blockBytes: usize = blockRows * rowBytes;
  const zero = f32x4.splat(0);
  const infinity = f32x4.splat(Infinity);
  let zeros = i32x4.splat(0);
  let leastD = f32x4.splat(Infinity);
  let mostD = f32x4.splat(-Infinity);
  for (let block: usize = 0; block < to; block += blockBytes) {
    const end: usize = min<usize>(block + blockBytes, to);
    for (let unit: usize = 0; unit < rowBytes; unit += 32) {
      let sumA = zero;
      let sumD = zero;
      let squareB = zero;
      let squareA1 = zero;
      let squareA2 = zero;
      let squareD1 = zero;
      let squareD2 = zero;
      let leastSquare = infinity;
      for (let at: usize = block + unit; at < end; at += rowBytes) {
        const a1 = v128.load(at, aOffset);
        const b1 = v128.load(at, bOffset);
        const d1 = f32x4.sub(b1, a1);
        const a2 = v128.load(at, aOffset + 16);
        const b2 = v128.load(at, bOffset + 16);
        const d2 = f32x4.sub(b2, a2);
        squareA1 = f32x4.add(squareA1, f32x4.mul(a1, a1));
        squareA2 = f32x4.add(squareA2, f32x4.mul(a2, a2));
        const ofD1 = f32x4.mul(d1, d1);
        const ofD2 = f32x4.mul(d2, d2);
        squareD1 = f32x4.add(squareD1, ofD1);
        squareD2 = f32x4.add(squareD2, ofD2);
        leastSquare = f32x4.pmin(leastSquare, f32x4.pmin(ofD1, ofD2));
        squareB = f32x4.add(squareB, f32x4.add(f32x4.mul(b1, b1), f32x4.mul(b2, b2)));
        sumA = f32x4.add(sumA, f32x4.add(a1, a2));
        sumD = f32x4.add(sumD, f32x4.add(d1, d2));
        leastD = f32x4.pmin(leastD, f32x4.pmin(d1, d2));
        mostD = f32x4.pmax(mostD, f32x4.pmax(d1, d2));
      }
      // zeros are rare, or all there is: they are counted where a square is none
      if (v128.any_true(f32x4.eq(leastSquare, zero))) zeros = i32x4.sub(zeros, equalOf(block + unit, end, rowBytes));
      addWide(stagedA + (unit << 1), squareA1);
      addWide(stagedA + (unit << 1) + 32, squareA2);
      addWide(stagedDifferences + (unit << 1), squareD1);
      addWide(stagedDifferences + (unit << 1) + 32, squareD2);
      addPairs(wideSums, sumA);
      addPairs(wideSums + 16, sumD);
      addPairs(wideSums + 32, squareB);
    }
  }
  v128.store(wideSums, zeros, 48);
  v128.store(wideSums, leastD, 64);
  v128.store(wideSums, mostD, 80);
}

/** Adds the units' sums of the piece that was compared last to theirs of all pieces. */
export function acceptUnits(units: i32): void {
  for (let at: usize = 0; at < <usize>units << 3; at += 16) {
    addTo(differenceSquaresOffset + at, v128.load(stagedDifferences + at));
    addTo(aSquaresOffset + at, v128.load(stagedA + at));
  }
}

/** Adds four single values to four double ones. */
// @ts-ignore: decorator
@inline
function addWide(at: usize, values: v128): void {
  addTo(at, f64x2.promote_low_f32x4(values));
  addTo(at + 16, f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3)));
}
/** Adds four single values to two double ones. */
// @ts-ignore: decorator
@inline
function addPairs(at: usize, values: v128): void {
  addTo(at, f64x2.promote_low_f32x4(values));
  addTo(at, f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3)));
}
function sumOf(at: usize, units: i32): f64 {
  let sums = f64x2.splat(0);
  for (let unit: usize = 0; unit < <usize>units << 3; unit += 16) sums = f64x2.add(sums, v128.load(at + unit));
  return both(sums);
}
function leastOf(at: usize, units: i32): f64 {
  let lesser = f64x2.splat(Infinity);
  for (let unit: usize = 0; unit < <usize>units << 3; unit += 16) lesser = f64x2.pmin(lesser, v128.load(at + unit));
  return min<f64>(f64x2.extract_lane(lesser, 0), f64x2.extract_lane(lesser, 1));
}
