import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import type { Summary } from '../../extension/protocol/summary';
import { backgroundColor, fadedColor, fillColor, isHighContrast, roleColor, type ColorRole } from '../dom/themeColors';
import { binHeights, type HeightOf } from '../models/binHeights';
import { zeroShare } from '../models/tensors';
import { crisp, drawSegment, drawText } from './canvas';
import { drawHandle } from './handle';
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
  heightOf: HeightOf;
  role: ColorRole;
  /** `epoch` or `step`. */
  unit: string;
}
export interface RidgeMarks {
  /** Indices of A and B; below 0: none. */
  a: number;
  b: number;
  lifted: number | null;
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

const ends = (width: number): [number, number] => [margin.left, width - margin.right];
const cornersOf = (
  { ridges, axis, heightOf }: RidgelineFigure,
  index: number,
  scale: number,
  [x0, x1]: [number, number],
): [number, number][] =>
  outlineCorners(heightsOf(ridges[index]!.summary, axis, heightOf), x0, x1, ridgeY(index, ridges.length), scale);

/** One scale for the heights of all ridges. */
function heightScale({ ridges, axis, heightOf }: RidgelineFigure): number {
  const most = Math.max(...ridges.map(r => greatest(heightsOf(r.summary, axis, heightOf))));
  return most > 0 ? (tallest - 2) / most : 0;
}

/** One distribution over time: oldest at the back, newest in front, all with one height scale. */
export function drawRidgeline(g: CanvasRenderingContext2D, width: number, figure: RidgelineFigure): void {
  const { ridges, axis, role } = figure;
  const [x0, x1] = ends(width);
  const n = ridges.length;
  if (!n || x1 - x0 < 40) return;
  const last = ridgeY(n - 1, n);
  const x = (value: number) => x0 + axisPosition(axis, value) * (x1 - x0);
  for (const { value, label } of axisTicks(axis, Math.min(7, Math.max(3, Math.floor((x1 - x0) / 40))))) {
    drawSegment(g, [crisp(x(value)), 6, crisp(x(value)), last], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, x(value), last + 11, { align: 'center' });
  }
  const scale = heightScale(figure);
  const color = roleColor(role);
  const background = backgroundColor();
  ridges.forEach((_, i) => {
    const age = n > 1 ? i / (n - 1) : 1;
    const corners = cornersOf(figure, i, scale, [x0, x1]);
    fillUnder(g, corners, ridgeY(i, n), background);
    fillUnder(g, corners, ridgeY(i, n), fillColor(role, 0.1 + 0.22 * age));
    const line = isHighContrast() ? color : fadedColor(role, 0.45 + 0.55 * age);
    strokeAlong(g, corners, line, i === n - 1 ? 2 : 1);
  });
  drawLabels(g, figure, x1 + 8);
}

/** Over the ridges: the one under the pointer, lifted and named; A and B at the left. */
export function drawRidgeMarks(
  g: CanvasRenderingContext2D,
  width: number,
  figure: RidgelineFigure,
  { a, b, lifted }: RidgeMarks,
): void {
  const n = figure.ridges.length;
  const [x0, x1] = ends(width);
  if (n < 2 || x1 - x0 < 40) return;
  const ridge = lifted === null ? undefined : figure.ridges[lifted];
  if (ridge) {
    const corners = cornersOf(figure, lifted!, heightScale(figure), [x0, x1]);
    fillUnder(g, corners, ridgeY(lifted!, n), backgroundColor());
    fillUnder(g, corners, ridgeY(lifted!, n), fillColor(figure.role, 0.5));
    strokeAlong(g, corners, roleColor(figure.role), 2);
    const y = ridgeY(lifted!, n) - 3;
    g.fillStyle = backgroundColor();
    g.fillRect(x1 + 6, y - 8, width - x1 - 6, 16);
    drawText(g, ridge.label, x1 + 8, y, { color: roleColor('reference'), weight: 600 });
  }
  const x = 14.5;
  drawSegment(g, [x, ridgeY(0, n), x, ridgeY(n - 1, n)], roleColor('axis'));
  if (a >= 0 && a !== b) drawHandle(g, 'A', x, ridgeY(a, n));
  if (b >= 0) drawHandle(g, 'B', x, ridgeY(b, n));
}

/** Exact zeros stand in the bin that holds 0, at most as high as the rest: a pin in each ridge would hide those behind. */
const withZeros = new WeakMap<Float64Array, Float64Array>();
function heightsOf(summary: Summary, axis: Axis, heightOf: HeightOf): Float64Array {
  const plain = binHeights(summary, { ...axis, bins }, heightOf);
  if (!summary.zeros) return plain;
  const known = withZeros.get(plain);
  if (known) return known;
  const heights = plain.slice();
  const zero = Math.min(bins - 1, Math.max(0, Math.floor(axisPosition(axis, 0) * bins)));
  const most = greatest(plain);
  heights[zero]! += most > 0 ? Math.min(zeroShare(summary)!, most) : zeroShare(summary)!;
  withZeros.set(plain, heights);
  return heights;
}

function drawLabels(g: CanvasRenderingContext2D, { ridges, unit }: RidgelineFigure, x: number): void {
  const n = ridges.length;
  drawText(g, unit, x, ridgeY(0, n) - 17);
  const rank = (i: number) => (i === n - 1 ? 1 : i === 0 ? 2 : 3);
  const taken: number[] = [];
  for (const i of [...ridges.keys()].sort((p, q) => rank(p) - rank(q))) {
    const at = ridgeY(i, n) - 3;
    if (taken.some(t => Math.abs(t - at) < 12)) continue;
    taken.push(at);
    drawText(g, ridges[i]!.label, x, at, { color: roleColor(i === 0 || i === n - 1 ? 'reference' : 'muted') });
  }
}
