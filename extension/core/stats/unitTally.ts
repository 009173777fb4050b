import type { UnitFigures } from '../../protocol/closeUp';
import type { UnitCounts } from '../../protocol/run';
import { saturatedShare, type ValueBounds } from './activationBounds';
import { loadUnitKernel, type UnitKernel } from './kernel/loadUnitKernel';

const blockValues = 2 ** 14;

type UnitValues = Float32Array | Int32Array | Uint8Array;
/** Values of one unit, `stride` apart, `end` not included. */
interface Run {
  values: UnitValues;
  from: number;
  end: number;
  stride: number;
}

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
  /** NaN where there is none: an infinite value is at no bound that is not there. */
  private readonly low: number;
  private readonly high: number;

  constructor(
    readonly count: number,
    { low, high }: ValueBounds,
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
    // as float32, which is what values are compared as
    this.low = Number.isFinite(low) ? Math.fround(low) : NaN;
    this.high = Number.isFinite(high) ? Math.fround(high) : NaN;
  }

  /** @param inner how many values of one unit stand side by side: 1 where units are the last axis */
  add(values: UnitValues, inner = 1): void {
    const { count } = this;
    this.valuesOfUnit += values.length / count;
    const kernel = inner === 1 && values instanceof Float32Array ? loadUnitKernel() : null;
    if (kernel && count <= kernel.maxUnits) return this.addWith(kernel, values);
    const row = count * inner;
    // so many rows at a time stay in the processor's cache while each unit's values are gone through
    const rows = inner === 1 ? Math.max(1, Math.floor(blockValues / row)) : 1;
    for (let at = 0; at < values.length; at += rows * row) {
      const end = Math.min(values.length, at + rows * row);
      for (let unit = 0; unit < count; unit++) {
        const from = at + unit * inner;
        const run: Run =
          inner === 1 ? { values, from, end, stride: count } : { values, from, end: from + inner, stride: 1 };
        if (Number.isNaN(this.origin[unit])) this.origin[unit] = firstFinite(run);
        this.addUnit(unit, run);
      }
    }
  }

  private addWith(kernel: UnitKernel, values: UnitValues): void {
    const { count, origin } = this;
    const rows = Math.floor(kernel.maxValues / count);
    for (let from = 0; from < values.length; from += rows * count) {
      const end = Math.min(values.length, from + rows * count);
      for (let unit = 0; unit < count; unit++)
        if (origin[unit] !== origin[unit])
          origin[unit] = firstFinite({ values, from: from + unit, end, stride: count });
      kernel.origins.set(origin);
      kernel.values.set(values.subarray(from, end));
      kernel.tallyUnits((end - from) / count, count, this.low, this.high);
      for (let unit = 0; unit < count; unit++) {
        this.zeros[unit]! += kernel.zeros[unit]!;
        this.atBound[unit]! += kernel.atBound[unit]!;
        const { sums, squares, min, max } = kernel;
        const run = { values, from: from + unit, end, stride: count };
        this.addSums(unit, run, sums[unit]!, squares[unit]!, min[unit]!, max[unit]!);
      }
    }
  }

  private addUnit(unit: number, run: Run): void {
    const { low, high } = this;
    const { values, from, end, stride } = run;
    const origin = this.origin[unit]!;
    let [zeros, atBound, sum, squares, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
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
    this.addSums(unit, run, sum, squares, min, max);
  }

  private addSums(unit: number, run: Run, sum: number, squares: number, min: number, max: number): void {
    // NaN and infinities, rare as they are, cost a second look; their difference to the origin is none
    if (!Number.isFinite(squares)) return this.addFinite(unit, run);
    this.sum[unit]! += sum;
    this.squares[unit]! += squares;
    this.min[unit] = Math.min(this.min[unit]!, min);
    this.max[unit] = Math.max(this.max[unit]!, max);
  }

  private addFinite(unit: number, { values, from, end, stride }: Run): void {
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

/** The first finite one; NaN where there is none. */
function firstFinite({ values, from, end, stride }: Run): number {
  for (let at = from; at < end; at += stride) if (Number.isFinite(values[at])) return values[at]!;
  return NaN;
}
