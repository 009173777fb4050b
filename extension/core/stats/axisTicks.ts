import { axisPosition, type Axis } from './axis';
import { formatTick } from './formatFigure';

export interface AxisTick {
  value: number;
  /** 0 to 1 along the axis. */
  position: number;
  label: string;
}

/** Round values to label on the axis, ascending, at most `maxTicks` of them (3 at least); 0 is among them where it is on the axis. */
export function axisTicks(axis: Axis, maxTicks = 7): AxisTick[] {
  const most = Math.max(3, Math.floor(maxTicks));
  const values = axis.scale === 'linear' ? linearTicks(axis.min, axis.max, most) : symlogTicks(axis, most);
  return values.map(value => ({ value, position: axisPosition(axis, value), label: formatTick(value) }));
}

/** Multiples of 1, 2 or 5 times a power of ten, from `min` to `max`, at most `most` of them. */
export function linearTicks(min: number, max: number, most = 7): number[] {
  const range = max - min;
  if (!(range > 0) || !Number.isFinite(range)) return Number.isFinite(min) ? [min] : [];
  for (let exponent = Math.floor(Math.log10(range / most)); ; exponent++)
    for (const digit of [1, 2, 5]) {
      const first = Math.ceil(toStep(min, digit, exponent) - 1e-9);
      const last = Math.floor(toStep(max, digit, exponent) + 1e-9);
      if (last - first >= most) continue;
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => fromStep(first + i, digit, exponent));
    }
}
// Dividing by 10^-exponent keeps 0.3 at 0.3, where multiplying by 0.1 gives 0.30000000000000004.
const fromStep = (n: number, digit: number, exponent: number): number =>
  (exponent >= 0 ? n * digit * 10 ** exponent : (n * digit) / 10 ** -exponent) + 0;
const toStep = (value: number, digit: number, exponent: number): number =>
  exponent >= 0 ? value / (digit * 10 ** exponent) : (value * 10 ** -exponent) / digit;

/** 0 and, to both sides, 1-2-5 values while they are few, decades, or every n-th decade, that stand far enough apart. */
function symlogTicks(axis: Axis, most: number): number[] {
  const greatest = Math.max(Math.abs(axis.min), Math.abs(axis.max));
  if (!(greatest > 0)) return [0];
  const fromZero = (value: number) =>
    Math.abs(axisPosition(axis, Math.sign(value) * value) - axisPosition(axis, 0)) || 0;
  const apart = 0.8 / most;
  const topDecade = Math.floor(Math.log10(greatest * (1 + 1e-9)));
  const perSide = Math.max(1, Math.floor((most - 1) / 2));
  const spaced = (candidates: number[]): number[] => {
    // From the outermost inwards, so that the ends of a wide axis are labelled.
    const kept: number[] = [];
    for (const value of candidates) {
      const position = fromZero(value);
      if (position < apart || (kept.length && fromZero(kept.at(-1)!) - position < apart)) continue;
      kept.push(value);
    }
    return kept;
  };
  const decades = Array.from({ length: 60 }, (_, i) => 10 ** (topDecade - i));
  const steps = decades.flatMap(d => [5 * d, 2 * d, d]).filter(value => value <= greatest * (1 + 1e-9));
  let side = spaced(decades);
  if (side.length < 2) side = spaced(steps).slice(0, perSide);
  for (let every = 2; side.length > perSide; every++)
    side = spaced(decades.filter((_, i) => i % every === 0)).slice(0, every > 60 ? perSide : undefined);
  const isOnAxis = (value: number) => value >= axis.min * (1 + 1e-9) && value <= axis.max * (1 + 1e-9);
  return [...side.map(value => -value), 0, ...side.toReversed()].filter(isOnAxis);
}
