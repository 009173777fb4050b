import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary } from '../../extension/protocol/summary';
import { backgroundColor, fadedColor, fillColor, isHighContrast, roleColor, type ColorRole } from '../dom/themeColors';
import { crisp, drawSegment, drawText } from './canvas';
import { fillUnder, greatest, outlineCorners, strokeAlong } from './histogramShape';

export interface Ridge {
  step: number;
  label: string;
  summary: Summary;
}
export interface RidgelineFigure {
  /** Oldest first. */
  ridges: readonly Ridge[];
  axis: Axis;
  role: ColorRole;
  /** Indices of A and B. */
  a: number;
  b: number;
  lifted: number | null;
  /** `epoch` or `step`. */
  unit: string;
}
export const ridgelineHeight = 268;
const tallest = 52;
const labels = 26;
const margin = { left: 30, right: 66 };
const bins = 64;

/** The base line of a ridge. */
export function ridgeY(index: number, count: number, height = ridgelineHeight): number {
  return tallest + (count > 1 ? (index * (height - labels - tallest)) / (count - 1) : height - labels - tallest);
}
/** The ridge whose base is nearest to a height. */
export function ridgeAt(y: number, count: number, height = ridgelineHeight): number {
  let nearest = 0;
  for (let i = 1; i < count; i++)
    if (Math.abs(ridgeY(i, count, height) - 6 - y) < Math.abs(ridgeY(nearest, count, height) - 6 - y)) nearest = i;
  return nearest;
}

/** One distribution over time: oldest at the back, newest in front, all with one height scale; A and B at the left. */
export function drawRidgeline(
  g: CanvasRenderingContext2D,
  width: number,
  height: number,
  figure: RidgelineFigure,
): void {
  const { ridges, axis, role, lifted } = figure;
  const [x0, x1] = [margin.left, width - margin.right];
  const n = ridges.length;
  if (!n || x1 - x0 < 40) return;
  const y = (i: number) => ridgeY(i, n, height);
  const last = y(n - 1);
  const x = (value: number) => x0 + axisPosition(axis, value) * (x1 - x0);
  for (const { value, label } of axisTicks(axis, Math.min(7, Math.max(3, Math.floor((x1 - x0) / 40))))) {
    drawSegment(g, [crisp(x(value)), 6, crisp(x(value)), last], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, x(value), last + 11, { align: 'center' });
  }
  const shapes = ridges.map(r => shareOfBins(r.summary, axis));
  const most = Math.max(1e-9, ...shapes.map(greatest));
  const scale = (tallest - 2) / most;
  const color = roleColor(role);
  shapes.forEach((shape, i) => {
    const age = n > 1 ? i / (n - 1) : 1;
    const isLifted = i === lifted;
    const corners = outlineCorners(shape, x0, x1, y(i), scale);
    fillUnder(g, corners, y(i), backgroundColor());
    fillUnder(g, corners, y(i), fillColor(role, isLifted ? 0.5 : 0.1 + 0.22 * age));
    strokeAlong(
      g,
      corners,
      isHighContrast() || isLifted ? color : fadedColor(role, 0.45 + 0.55 * age),
      isLifted || i === n - 1 ? 2 : 1,
    );
  });
  drawLabels(g, figure, x1 + 8, y);
  drawHandles(g, figure, y);
}

/** Each bin's share of all values, exact zeros with the bin that holds 0. */
function shareOfBins(summary: Summary, axis: Axis): Float64Array {
  const counts = rebin(summary, { ...axis, bins });
  if (summary.count === 0) return counts;
  const zero = Math.min(bins - 1, Math.max(0, Math.floor(axisPosition(axis, 0) * bins)));
  // A pin in each ridge would hide the ones behind: zeros stand in their bin, at most as high as the rest.
  const most = greatest(counts);
  counts[zero]! += Math.min(summary.zeros, most > 0 ? most : summary.zeros);
  return counts.map(c => c / summary.count);
}

function drawLabels(
  g: CanvasRenderingContext2D,
  { ridges, lifted, unit }: RidgelineFigure,
  x: number,
  y: (i: number) => number,
): void {
  drawText(g, unit, x, y(0) - 17);
  const order = [...ridges.keys()].sort((p, q) => rank(p) - rank(q));
  const taken: number[] = [];
  function rank(i: number) {
    return i === lifted ? 0 : i === ridges.length - 1 ? 1 : i === 0 ? 2 : 3;
  }
  for (const i of order) {
    const at = y(i) - 3;
    if (taken.some(t => Math.abs(t - at) < 12)) continue;
    taken.push(at);
    const isStrong = i === 0 || i === ridges.length - 1 || i === lifted;
    drawText(g, ridges[i]!.label, x, at, {
      color: roleColor(isStrong ? 'reference' : 'muted'),
      weight: i === lifted ? 600 : 400,
    });
  }
}

/** A hollow and earlier, B filled and later, on the line that joins them. */
function drawHandles(g: CanvasRenderingContext2D, { ridges, a, b }: RidgelineFigure, y: (i: number) => number): void {
  if (ridges.length < 2) return;
  const x = 14.5;
  const reference = roleColor('reference');
  const background = backgroundColor();
  drawSegment(g, [x, y(0), x, y(ridges.length - 1)], roleColor('axis'));
  for (const [name, index] of [
    ['A', a],
    ['B', b],
  ] as const) {
    if (index < 0) continue;
    g.beginPath();
    g.arc(x, y(index), 8, 0, 2 * Math.PI);
    g.fillStyle = name === 'A' ? background : reference;
    g.fill();
    g.strokeStyle = reference;
    g.lineWidth = 1.5;
    g.stroke();
    drawText(g, name, x, y(index) + 0.5, {
      align: 'center',
      sizePx: 10,
      weight: 600,
      color: name === 'A' ? reference : background,
    });
  }
}
