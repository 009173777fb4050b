// AssemblyScript, compiled by build.mjs to WebAssembly with SIMD. Whoever calls it puts values at `unitValuesOffset`, rows of
// one value for each unit, at most `maxUnitValues` of them, and the units' origins at `originsOffset`, and reads results
// where these constants say, one for each unit.
//
//   1024              | maxUnits x f64 each | maxUnits x 4 bytes each          | maxUnitValues x f32
//   | origins | sums | squares             | min | max | zeros | at a bound   | values

export const maxUnits: i32 = 16384;
export const maxUnitValues: i32 = 65536;
export const originsOffset: i32 = 1024;
export const sumsOffset: i32 = 132096;
export const squaresOffset: i32 = 263168;
export const minOffset: i32 = 394240;
export const maxOffset: i32 = 459776;
export const zerosOffset: i32 = 525312;
export const atBoundOffset: i32 = 590848;
export const unitValuesOffset: i32 = 656384;

/**
 * Of each unit, over the rows: f64 sum of (x - origin), f64 sum of (x - origin)^2, f32 min and max, i32 zeros, i32 values at
 * `low` and below or at `high` and above (NaN: no such bound). Where values are not finite the sum of squares is not
 * either, and sums, min and max are of no use.
 */
export function tallyUnits(rows: i32, units: i32, low: f32, high: f32): void {
  const rowBytes: usize = (<usize>units) << 2;
  const end: usize = unitValuesOffset + <usize>rows * rowBytes;
  const zero = f32x4.splat(0);
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  let unit: usize = 0;
  for (; unit + 4 <= <usize>units; unit += 4) {
    const originLow = v128.load(originsOffset + (unit << 3));
    const originHigh = v128.load(originsOffset + (unit << 3), 16);
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let squareLow = f64x2.splat(0);
    let squareHigh = f64x2.splat(0);
    let least = f32x4.splat(Infinity);
    let most = f32x4.splat(-Infinity);
    let zeros = i32x4.splat(0);
    let atBound = i32x4.splat(0);
    for (let at: usize = unitValuesOffset + (unit << 2); at < end; at += rowBytes) {
      const values = v128.load(at);
      const first = f64x2.sub(f64x2.promote_low_f32x4(values), originLow);
      const second = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3)), originHigh);
      sumLow = f64x2.add(sumLow, first);
      sumHigh = f64x2.add(sumHigh, second);
      squareLow = f64x2.add(squareLow, f64x2.mul(first, first));
      squareHigh = f64x2.add(squareHigh, f64x2.mul(second, second));
      least = f32x4.pmin(least, values);
      most = f32x4.pmax(most, values);
      zeros = i32x4.sub(zeros, f32x4.eq(values, zero));
      atBound = i32x4.sub(atBound, v128.or(f32x4.le(values, lows), f32x4.ge(values, highs)));
    }
    v128.store(sumsOffset + (unit << 3), sumLow);
    v128.store(sumsOffset + (unit << 3), sumHigh, 16);
    v128.store(squaresOffset + (unit << 3), squareLow);
    v128.store(squaresOffset + (unit << 3), squareHigh, 16);
    v128.store(minOffset + (unit << 2), least);
    v128.store(maxOffset + (unit << 2), most);
    v128.store(zerosOffset + (unit << 2), zeros);
    v128.store(atBoundOffset + (unit << 2), atBound);
  }
  for (; unit < <usize>units; unit++) {
    const origin = load<f64>(originsOffset + (unit << 3));
    let sum: f64 = 0;
    let square: f64 = 0;
    let least: f32 = Infinity;
    let most: f32 = -Infinity;
    let zeros: i32 = 0;
    let atBound: i32 = 0;
    for (let at: usize = unitValuesOffset + (unit << 2); at < end; at += rowBytes) {
      const value = load<f32>(at);
      const difference = <f64>value - origin;
      sum += difference;
      square += difference * difference;
      if (value < least) least = value;
      if (value > most) most = value;
      if (value == 0) zeros++;
      if (value <= low || value >= high) atBound++;
    }
    store<f64>(sumsOffset + (unit << 3), sum);
    store<f64>(squaresOffset + (unit << 3), square);
    store<f32>(minOffset + (unit << 2), least);
    store<f32>(maxOffset + (unit << 2), most);
    store<i32>(zerosOffset + (unit << 2), zeros);
    store<i32>(atBoundOffset + (unit << 2), atBound);
  }
}
