import type { UnitFigures } from '../../protocol/closeUp';
import type { UnitCounts } from '../../protocol/run';

/** Values at `low` and below, or at `high` and above, are at a bound of the activation; ±Infinity where it has none. */
export interface ValueBounds {
  low: number;
  high: number;
}
export const unbounded: ValueBounds = { low: -Infinity, high: Infinity };

/** A unit is saturated where at least this share of its values is at a bound. */
export const saturatedShare = 0.95;

/** So many values stay in the processor's cache while each unit's are gone through. */
const blockValues = 2 ** 14;

/** Adds up figures of each unit of a layer over any number of calls, in one pass over the values. */
export class UnitTally {
  private valuesOfUnit = 0;
  private readonly zeros: Uint32Array;
  private readonly atBound: Uint32Array;
  private readonly notFinite: Uint32Array;
  /** The first finite value of a unit, from which the others are measured: a constant has no spread, whatever it is. */
  private readonly origin: Float64Array;
  private readonly sum: Float64Array;
  private readonly squares: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;

  constructor(
    readonly count: number,
    private readonly bounds: ValueBounds,
  ) {
    const floats = (value: number): Float64Array => new Float64Array(count).fill(value);
    this.zeros = new Uint32Array(count);
    this.atBound = new Uint32Array(count);
    this.notFinite = new Uint32Array(count);
    this.origin = floats(NaN);
    this.sum = floats(0);
    this.squares = floats(0);
    this.min = floats(Infinity);
    this.max = floats(-Infinity);
  }

  /** @param inner how many values of one unit stand side by side: 1 where units are the last axis */
  add(values: Float32Array | Int32Array | Uint8Array, inner = 1): void {
    const { count } = this;
    const row = count * inner;
    const rows = inner === 1 ? Math.max(1, Math.floor(blockValues / row)) : 1;
    for (let at = 0; at < values.length; at += rows * row) {
      const end = Math.min(values.length, at + rows * row);
      for (let unit = 0; unit < count; unit++) {
        const from = at + unit * inner;
        if (inner === 1) this.addUnit(unit, values, from, end, count);
        else this.addUnit(unit, values, from, from + inner, 1);
      }
    }
    this.valuesOfUnit += values.length / count;
  }

  private addUnit(unit: number, values: ArrayLike<number>, from: number, end: number, stride: number): void {
    const { low, high } = this.bounds;
    if (Number.isNaN(this.origin[unit])) this.findOrigin(unit, values, from, end, stride);
    const origin = this.origin[unit]!;
    let zeros = 0;
    let atBound = 0;
    let sum = 0;
    let squares = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let at = from; at < end; at += stride) {
      const value = values[at]!;
      const distance = value - origin;
      sum += distance;
      squares += distance * distance;
      min = Math.min(min, value);
      max = Math.max(max, value);
      zeros += value === 0 ? 1 : 0;
      atBound += value <= low || value >= high ? 1 : 0;
    }
    this.zeros[unit]! += zeros;
    this.atBound[unit]! += atBound;
    // NaN and infinities, rare as they are, cost a second look; their difference to the origin is none
    if (Number.isFinite(squares)) {
      this.sum[unit]! += sum;
      this.squares[unit]! += squares;
      this.min[unit] = Math.min(this.min[unit]!, min);
      this.max[unit] = Math.max(this.max[unit]!, max);
    } else this.addFinite(unit, values, from, end, stride);
  }

  private findOrigin(unit: number, values: ArrayLike<number>, from: number, end: number, stride: number): void {
    for (let at = from; at < end; at += stride)
      if (Number.isFinite(values[at])) {
        this.origin[unit] = values[at]!;
        return;
      }
  }

  private addFinite(unit: number, values: ArrayLike<number>, from: number, end: number, stride: number): void {
    const origin = this.origin[unit]!;
    for (let at = from; at < end; at += stride) {
      const value = values[at]!;
      if (!Number.isFinite(value)) {
        this.notFinite[unit]!++;
        continue;
      }
      const distance = value - origin;
      this.sum[unit]! += distance;
      this.squares[unit]! += distance * distance;
      this.min[unit] = Math.min(this.min[unit]!, value);
      this.max[unit] = Math.max(this.max[unit]!, value);
    }
  }

  /** Null before the first value. */
  counts(): UnitCounts | null {
    const { count, valuesOfUnit: values } = this;
    if (values === 0) return null;
    let dead = 0;
    let saturated = 0;
    for (let unit = 0; unit < count; unit++) {
      if (this.zeros[unit] === values) dead++;
      if (this.atBound[unit]! >= saturatedShare * values) saturated++;
    }
    return { count, dead, saturated };
  }

  /** Null before the first value. */
  figures(): UnitFigures | null {
    const { count, valuesOfUnit: values } = this;
    if (values === 0) return null;
    const shares = (counts: Uint32Array): Float32Array => Float32Array.from(counts, n => n / values);
    const figures: UnitFigures = {
      values,
      zeros: shares(this.zeros),
      atBound: shares(this.atBound),
      notFinite: shares(this.notFinite),
      mean: new Float32Array(count).fill(NaN),
      std: new Float32Array(count).fill(NaN),
      min: new Float32Array(count).fill(NaN),
      max: new Float32Array(count).fill(NaN),
    };
    for (let unit = 0; unit < count; unit++) {
      const finite = values - this.notFinite[unit]!;
      if (finite === 0) continue;
      const mean = this.sum[unit]! / finite;
      figures.mean[unit] = this.origin[unit]! + mean;
      figures.std[unit] = Math.sqrt(Math.max(0, this.squares[unit]! / finite - mean * mean));
      figures.min[unit] = this.min[unit]!;
      figures.max[unit] = this.max[unit]!;
    }
    return figures;
  }
}
