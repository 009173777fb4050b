import type { Summary } from '../../protocol/summary';

/** A drawn axis of values. `linearWidth` is c of the symmetric logarithm `sign(x)·log10(1 + |x|/c)`. */
export interface Axis {
  scale: 'linear' | 'symlog';
  min: number;
  max: number;
  bins: number;
  linearWidth: number;
}

/** The same text for axes that draw alike. */
export const axisKey = ({ scale, min, max, bins, linearWidth }: Axis): string =>
  `${scale}/${min}/${max}/${bins}/${linearWidth}`;

/** sign(x)·log10(1 + |x|/c): linear around 0, logarithmic beyond c. */
export const symlog = (value: number, c: number): number =>
  (Math.sign(value) * Math.log1p(Math.abs(value) / c)) / Math.LN10;
/** The value whose symmetric logarithm is `scaled`. */
export const symlogInverse = (scaled: number, c: number): number =>
  Math.sign(scaled) * c * Math.expm1(Math.abs(scaled) * Math.LN10);

/** Where a value lies on the axis: 0 at `min`, 1 at `max`, beyond them outside 0 to 1. An axis of no length has it at 0.5. */
export function axisPosition(axis: Axis, value: number): number {
  const from = scaled(axis, axis.min);
  const to = scaled(axis, axis.max);
  return to > from ? (scaled(axis, value) - from) / (to - from) : 0.5;
}

/** The value at a position 0 to 1 of the axis; its ends are `min` and `max` exactly. */
export function axisValue(axis: Axis, position: number): number {
  if (position === 0) return axis.min;
  if (position === 1) return axis.max;
  if (axis.scale === 'linear') return axis.min * (1 - position) + axis.max * position;
  const from = scaled(axis, axis.min);
  const to = scaled(axis, axis.max);
  return symlogInverse(from + position * (to - from), axis.linearWidth);
}

const scaled = (axis: Axis, value: number): number =>
  axis.scale === 'linear' ? value : symlog(value, axis.linearWidth);

/** `bins` + 1 values, ascending: where the axis' bins begin and end. */
export function axisEdges(axis: Axis): Float64Array {
  return Float64Array.from({ length: axis.bins + 1 }, (_, i) => axisValue(axis, i / axis.bins));
}

/**
 * The axis on which all these summaries can be drawn. Linear: from the least to the greatest finite value. Symlog: zero in
 * the middle, as far to both sides as the greatest magnitude. Where that has no length (constant tensors, no finite
 * values) it is widened around the value, so that the constant lies inside.
 */
export function axisFor(
  summaries: readonly Summary[],
  scale: Axis['scale'],
  options: { linearWidth: number; bins: number },
): Axis {
  let min = Infinity;
  let max = -Infinity;
  for (const s of summaries) {
    if (s.min !== null) min = Math.min(min, s.min);
    if (s.max !== null) max = Math.max(max, s.max);
  }
  if (min > max) min = max = 0;
  const bins = Math.max(1, Math.floor(options.bins));
  if (scale === 'symlog') {
    const greatest = Math.max(-min, max) || 1;
    // A spread of 0 gives no linear width: a thousandth of the range then.
    const linearWidth = options.linearWidth > 0 ? options.linearWidth : greatest / 1000;
    return { scale, min: -greatest, max: greatest, bins, linearWidth };
  }
  if (min === max) {
    const room = Math.abs(min) / 2 || 1;
    return { scale, min: min - room, max: max + room, bins, linearWidth: options.linearWidth };
  }
  return { scale, min, max, bins, linearWidth: options.linearWidth };
}
