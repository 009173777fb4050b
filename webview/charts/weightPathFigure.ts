import { linearTicks } from '../../extension/core/stats/axisTicks';
import { formatCount, formatTick } from '../../extension/core/stats/formatFigure';
import { backgroundColor, roleColor } from '../dom/themeColors';
import type { WeightPath } from '../models/weightPaths';
import { spreadLabels } from '../models/spreadLabels';
import { crisp, drawDot, drawSegment, drawText } from './canvas';

export const weightPathHeight = 168;
const margin = { left: 46, right: 92, top: 8, bottom: 24 };
/** Lines are told apart by their dashes and their names, not by hue alone. */
const dashes = [[], [5, 3], [2, 2], [8, 3, 2, 3], [1, 3]];

/** Weights through checkpoints, a line each, named at its end; dotted lines where A and B are. */
export function drawWeightPaths(
  g: CanvasRenderingContext2D,
  width: number,
  paths: readonly WeightPath[],
  { a, b }: { a: number | null; b: number | null },
): void {
  const points = paths.flatMap(p => p.points);
  if (!points.length) return;
  const [x0, x1] = [margin.left, width - margin.right];
  const [y0, y1] = [weightPathHeight - margin.bottom, margin.top];
  const steps = points.map(p => p.step);
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const values = points.map(p => p.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.06 || Math.abs(low) * 0.1 || 1;
  const x = (step: number) => (last > first ? x0 + ((step - first) / (last - first)) * (x1 - x0) : (x0 + x1) / 2);
  const y = (value: number) => y0 + ((value - low + room) / (high - low + 2 * room)) * (y1 - y0);
  for (const tick of linearTicks(low - room, high + room, 5)) {
    drawSegment(g, [x0, crisp(y(tick)), x1, crisp(y(tick))], roleColor(tick === 0 ? 'axis' : 'grid'));
    drawText(g, formatTick(tick), x0 - 8, y(tick), { align: 'right' });
  }
  for (const tick of linearTicks(first, last, Math.max(3, Math.floor((x1 - x0) / 80))).filter(Number.isInteger))
    drawText(g, formatCount(tick), x(tick), y0 + 13, { align: 'center' });
  drawText(g, 'step', x0 - 8, y0 + 13, { align: 'right' });
  for (const at of [a, b])
    if (at !== null && at >= first && at <= last)
      drawSegment(g, [crisp(x(at)), y1, crisp(x(at)), y0], roleColor('reference'), 1, [2, 2]);
  const color = roleColor('weights');
  const ends = paths
    .filter(p => p.points.length)
    .map(path => ({ path, at: y(path.points.at(-1)!.value), above: 7, below: 7 }));
  paths.forEach(({ points: line }, i) => {
    g.strokeStyle = color;
    g.lineWidth = 1.5;
    g.setLineDash(dashes[i % dashes.length]!);
    g.beginPath();
    line.forEach((p, n) => (n ? g.lineTo(x(p.step), y(p.value)) : g.moveTo(x(p.step), y(p.value))));
    g.stroke();
    g.setLineDash([]);
    if (line.length <= 40) for (const p of line) drawDot(g, x(p.step), y(p.value), 1.8, color, backgroundColor());
  });
  ends.sort((p, q) => p.at - q.at);
  spreadLabels(ends, y1, y0).forEach((at, i) => {
    const { path } = ends[i]!;
    const end = y(path.points.at(-1)!.value);
    drawSegment(g, [x1 + 3, end, x1 + 10, at], roleColor('grid'));
    drawText(g, path.label, x1 + 13, at, { color: roleColor('reference') });
  });
}
