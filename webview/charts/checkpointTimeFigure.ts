import { linearTicks } from '../../extension/core/stats/axisTicks';
import { formatTick } from '../../extension/core/stats/formatFigure';
import { backgroundColor, roleColor } from '../dom/themeColors';
import type { CheckpointTimes } from '../models/checkpointTimes';
import { crisp, drawDot, drawSegment, drawText } from './canvas';

export const checkpointTimeHeight = 124;
/** Where the line of checkpoints lies. */
export const trackY = 80;
const margin = { left: 42, right: 16 };
const chart = { top: 10, bottom: 60 };
/** Marks closer than this are drawn as a line alone. */
const leastGap = 4;
/** Labels of values closer than this would touch. */
const leastTickGap = 14;

export const timeX = (at: number, width: number): number => margin.left + at * (width - margin.left - margin.right);
export const timeAt = (x: number, width: number): number =>
  Math.min(1, Math.max(0, (x - margin.left) / (width - margin.left - margin.right)));

/** The loss over a line of checkpoints: filled marks are kept, hollow ones were dropped; what A and B span is thick. */
export function drawCheckpointTimes(
  g: CanvasRenderingContext2D,
  width: number,
  times: CheckpointTimes,
  { a, b }: { a: number | null; b: number | null },
): void {
  const x = (at: number) => timeX(at, width);
  const reference = roleColor('reference');
  drawCurve(g, times, x);
  for (const at of [a, b])
    if (at !== null) drawSegment(g, [crisp(x(at)), chart.top, crisp(x(at)), trackY - 9], reference, 1, [2, 2]);
  const y = crisp(trackY - 1);
  drawSegment(g, [x(0), y, x(1), y], roleColor('grid'), 2);
  drawSegment(g, [x(0), y, x(times.now), y], roleColor('axis'), 2);
  if (a !== null && b !== null) drawSegment(g, [x(Math.min(a, b)), y, x(Math.max(a, b)), y], reference, 3);
  let before = -Infinity;
  for (const { at, isKept } of times.marks) {
    if (x(at) - before < leastGap) continue;
    before = x(at);
    drawDot(
      g,
      x(at),
      y,
      isKept ? 3 : 2.5,
      isKept ? reference : roleColor('muted'),
      isKept ? reference : backgroundColor(),
    );
  }
  drawLabels(g, times, width, x);
}

function drawLabels(
  g: CanvasRenderingContext2D,
  times: CheckpointTimes,
  width: number,
  x: (at: number) => number,
): void {
  const named = times.marks.filter(m => m.label);
  let end = -Infinity;
  for (const { at, label } of named) {
    const half = g.measureText(label).width / 2 + 4;
    const middle = Math.min(width - half, Math.max(x(at), end + half));
    drawText(g, label, middle, trackY + 18, { align: 'center' });
    end = middle + half;
  }
  drawText(g, times.unit, margin.left - 10, trackY + 34, { align: 'right' });
  let free = -Infinity;
  for (const { at, label } of times.ticks) {
    const half = g.measureText(label).width / 2 + 3;
    if (x(at) - half < free || x(at) + half > width) continue;
    free = x(at) + half;
    drawText(g, label, x(at), trackY + 34, { align: 'center' });
  }
}

function drawCurve(g: CanvasRenderingContext2D, { curve, metric }: CheckpointTimes, x: (at: number) => number): void {
  drawSegment(g, [x(0), crisp(chart.bottom), x(1), crisp(chart.bottom)], roleColor('axis'));
  const name = metric === 'val_loss' ? 'val loss' : 'loss';
  if (!curve.length) return drawText(g, `no ${name}`, x(0) + 6, chart.top + 4);
  const isLog = curve.every(p => p.value > 0);
  const scaled = (value: number) => (isLog ? Math.log10(value) : value);
  const values = curve.map(p => scaled(p.value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.08 || 0.1;
  const y = (value: number) =>
    chart.bottom - 3 - ((scaled(value) - low + room) / (high - low + 2 * room)) * (chart.bottom - 3 - chart.top);
  let before = Infinity;
  for (const value of ticksBetween(low, high, isLog)) {
    if (before - y(value) < leastTickGap) continue;
    before = y(value);
    drawSegment(g, [x(0), crisp(y(value)), x(1), crisp(y(value))], roleColor('grid'));
    drawText(g, formatTick(value), margin.left - 8, y(value), { align: 'right' });
  }
  const color = roleColor(metric === 'val_loss' ? 'validation' : 'train');
  g.strokeStyle = color;
  g.lineWidth = 1.5;
  g.setLineDash(metric === 'val_loss' ? [5, 3] : []);
  g.beginPath();
  curve.forEach((p, i) => (i ? g.lineTo(x(p.at), y(p.value)) : g.moveTo(x(p.at), y(p.value))));
  g.stroke();
  g.setLineDash([]);
  if (curve.length <= 60) for (const p of curve) drawDot(g, x(p.at), y(p.value), 2, color, backgroundColor());
  // Where the curve begins high its name stands beside it, else above.
  const from = x(curve[0]!.at) + 8;
  const isRoom = from + g.measureText(name).width <= x(1);
  drawText(g, name, isRoom ? from : x(1), chart.top - 1, { align: isRoom ? 'left' : 'right' });
}

/** A few round values inside: powers of ten, or multiples where there are fewer than two. */
function ticksBetween(low: number, high: number, isLog: boolean): number[] {
  if (low === high) return [isLog ? 10 ** low : low];
  if (!isLog) return linearTicks(low, high, 3);
  const powers: number[] = [];
  for (let p = Math.ceil(low - 1e-9); p <= high + 1e-9 && powers.length < 4; p++) powers.push(10 ** p);
  return powers.length > 1 ? powers : linearTicks(10 ** low, 10 ** high, 3);
}
