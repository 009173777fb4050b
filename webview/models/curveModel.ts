import type { Point } from './smoothLosses';
import { linearTicks } from '../../extension/core/stats/axisTicks';
import { formatCount, formatTick } from '../../extension/core/stats/formatFigure';
import type { TimeAxis } from './timeAxis';

export type CurveRole = 'train' | 'validation' | 'reference';
export interface Curve {
  /** At the line's end; empty: none. */
  name: string;
  role: CurveRole;
  /** faint: the batches. strong: smoothed. dashed: with a ring at each point. dotted, stepped and area as they say. */
  style: 'faint' | 'strong' | 'dashed' | 'dotted' | 'stepped' | 'area';
  points: Point[];
  /** Its last value in text, at the line's end. */
  end: string;
}
export interface Tick {
  value: number;
  label: string;
}
/** All that a chart of curves draws, free of pixels and colours. */
export interface CurveModel {
  curves: Curve[];
  x: { min: number; max: number; ticks: Tick[]; title: string };
  y: { scale: 'log' | 'linear'; min: number; max: number; ticks: Tick[] };
  /** Where what is still to come begins; null: nothing is. */
  future: number | null;
  boundaries: { at: number; label: string }[];
  /** The best epoch's place. */
  best: number | null;
  chance: { value: number; label: string } | null;
}

/** Labels of the time axis: whole epochs, or steps, at most 7. */
export function timeTicks(axis: TimeAxis): CurveModel['x'] {
  const { min, max, firstEpochSteps } = axis;
  if (firstEpochSteps !== null) {
    const ticks = linearTicks(0, firstEpochSteps).map(step => ({
      value: min + step / firstEpochSteps,
      label: formatCount(step),
    }));
    return { min, max, ticks, title: 'step' };
  }
  const ticks = linearTicks(min, max)
    .filter(Number.isInteger)
    .map(value => ({ value, label: formatCount(value) }));
  return { min, max, ticks, title: axis.unit };
}

/** Range and labels of the vertical axis over all values that are drawn. A logarithm needs values above 0: without, it is linear. */
export function valueAxis(
  values: readonly number[],
  wish: 'log' | 'linear',
  format: (value: number) => string = formatTick,
): CurveModel['y'] {
  const positive = values.filter(v => v > 0);
  if (wish === 'log' && positive.length && positive.length >= values.length * 0.9) return logAxis(positive, format);
  const low = values.length ? Math.min(...values) : 0;
  const high = values.length ? Math.max(...values) : 1;
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  // Zero is in the picture where it is near.
  const min = low >= 0 && low < high * 0.6 ? 0 : low - room;
  const max = high + room;
  return { scale: 'linear', min, max, ticks: linearTicks(min, max, 6).map(value => ({ value, label: format(value) })) };
}

function logAxis(values: readonly number[], format: (value: number) => string): CurveModel['y'] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max(1.15, (high / low) ** 0.06);
  const min = low / margin;
  const max = high * margin;
  const decades = Math.log10(max / min);
  const digits = decades < 3.2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 7));
  const ticks: Tick[] = [];
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.log10(max); exponent++)
    for (const digit of digits) {
      const value = Number(`${digit}e${exponent}`);
      if (value >= min && value <= max && (digits.length > 1 || exponent % every === 0))
        ticks.push({ value, label: format(value) });
    }
  // Less than one 1-2-5 step from end to end: plain steps.
  if (ticks.length < 2)
    return { scale: 'log', min, max, ticks: linearTicks(min, max, 5).map(value => ({ value, label: format(value) })) };
  return { scale: 'log', min, max, ticks };
}

/** The least and greatest values of curves, those of the faint one without its farthest 1 %, so that single batches do not press the rest flat. */
export function valuesToShow(curves: readonly Curve[]): number[] {
  return curves.flatMap(curve => {
    const values = curve.points.map(p => p.y).filter(y => y !== null);
    if (curve.style !== 'faint' || values.length < 200) return values;
    const sorted = Float64Array.from(values).sort();
    return [sorted[Math.floor(sorted.length * 0.005)]!, sorted[Math.floor(sorted.length * 0.995)]!];
  });
}
