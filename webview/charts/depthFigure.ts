import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { formatGrowth } from '../../extension/core/stats/formatFigure';
import { percentile } from '../../extension/core/stats/percentile';
import type { Summary } from '../../extension/protocol/summary';
import {
  backgroundColor,
  canvasFont,
  fadedColor,
  fillColor,
  resolveColor,
  roleColor,
  type ColorRole,
} from '../dom/themeColors';
import type { DepthGroup } from '../models/depthGroups';
import { isBeyondLimit, type ScaleRow } from '../models/scaleRows';
import { crisp, drawSegment, drawText, fitText } from './canvas';
import { strokeAlong } from './histogramShape';

export interface DepthFigure {
  rows: readonly ScaleRow[];
  groups: readonly DepthGroup[];
  axis: Axis;
  role: ColorRole;
  selected: string | null;
  /** Indices of the rows that are numbered, worst first, at most three. */
  worst: readonly number[];
}
export const depthHeight = 326;
const left = 44;
const ribbon = { top: 28, bottom: 216 };
const strip = { top: 236, bottom: 292 };
/** The strip shows a thousandfold at most. */
const decades = 3;

/** Which layer lies at a place of the figure; -1 for none. */
export function depthRowAt(x: number, width: number, rows: number): number {
  const row = Math.floor(((x - left) / (width - left - 6)) * rows);
  return row >= 0 && row < rows ? row : -1;
}

/** Layers from left to right: faint 1 to 99 %, strong ±1 std, a line for the mean; under it the variance over the layer before. */
export function drawDepth(g: CanvasRenderingContext2D, width: number, figure: DepthFigure): void {
  const { rows, axis, role } = figure;
  const step = (width - left - 6) / rows.length;
  const x = (i: number) => left + i * step;
  const right = x(rows.length);
  const y = (value: number) =>
    ribbon.bottom - Math.min(1, Math.max(0, axisPosition(axis, value))) * (ribbon.bottom - ribbon.top);
  const selected = rows.findIndex(r => r.layer === figure.selected);
  if (selected >= 0) {
    g.fillStyle = resolveColor('var(--lg-selection)');
    g.fillRect(x(selected), ribbon.top, step, strip.bottom - ribbon.top);
  }
  for (const { value, label } of axisTicks(axis, 7)) {
    drawSegment(g, [left, crisp(y(value)), right, crisp(y(value))], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, left - 6, y(value), { align: 'right' });
  }
  const known = rows.map(r => r.summary).map(s => (s.mean === null || s.std === null ? null : s));
  band(
    g,
    known,
    x,
    s => [y(percentile(s, 0.01) ?? s.min!), y(percentile(s, 0.99) ?? s.max!)],
    fillColor(role, 0.16),
    null,
  );
  band(g, known, x, s => [y(s.mean! - s.std!), y(s.mean! + s.std!)], fillColor(role, 0.36), roleColor(role));
  strokeAlong(
    g,
    known.flatMap((s, i): [number, number][] =>
      s
        ? [
            [x(i), y(s.mean!)],
            [x(i + 1), y(s.mean!)],
          ]
        : [],
    ),
    roleColor('reference'),
    1.25,
  );
  drawGroups(g, figure, x);
  drawGrowth(g, figure, x, step, right);
  drawNumbers(g, figure, x, step, right);
  if (selected >= 0) {
    g.strokeStyle = resolveColor('var(--lg-outline)');
    g.lineWidth = 1;
    g.strokeRect(x(selected) + 0.5, ribbon.top + 0.5, Math.max(1, step - 1), ribbon.bottom - ribbon.top - 1);
  }
}

function band(
  g: CanvasRenderingContext2D,
  known: readonly (Summary | null)[],
  x: (i: number) => number,
  reach: (s: Summary) => [number, number],
  fill: string,
  edge: string | null,
): void {
  const low: [number, number][] = [];
  const high: [number, number][] = [];
  known.forEach((s, i) => {
    if (!s) return;
    const [from, to] = reach(s);
    low.push([x(i), from], [x(i + 1), from]);
    high.push([x(i), to], [x(i + 1), to]);
  });
  if (!low.length) return;
  g.fillStyle = fill;
  g.beginPath();
  [...high, ...low.toReversed()].forEach(([px, py], i) => (i ? g.lineTo(px, py) : g.moveTo(px, py)));
  g.fill();
  if (!edge) return;
  strokeAlong(g, high, edge, 1.25);
  strokeAlong(g, low, edge, 1.25);
}

/** Blocks parted by lines; their names under the strip, where they fit. */
function drawGroups(
  g: CanvasRenderingContext2D,
  { groups, rows, selected }: DepthFigure,
  x: (i: number) => number,
): void {
  let end = -Infinity;
  for (const { name, from, to } of groups) {
    if (from > 0) drawSegment(g, [crisp(x(from)), ribbon.top - 6, crisp(x(from)), strip.bottom], roleColor('grid'));
    const middle = (x(from) + x(to)) / 2;
    const holds = rows.slice(from, to).some(r => r.layer === selected);
    g.font = canvasFont(11, holds ? 600 : 400);
    const text = fitText(g, name, Math.max(30, x(to) - x(from) - 4), 11, holds ? 600 : 400);
    const half = g.measureText(text).width / 2;
    if (middle - half < end + 6) continue;
    drawText(g, text, middle, strip.bottom + 11, {
      align: 'center',
      weight: holds ? 600 : 400,
      color: roleColor(holds ? 'reference' : 'muted'),
    });
    end = middle + half;
  }
}

function drawGrowth(
  g: CanvasRenderingContext2D,
  { rows }: DepthFigure,
  x: (i: number) => number,
  step: number,
  right: number,
): void {
  const y = (ratio: number) => {
    const share = (Math.max(-decades, Math.min(decades, Math.log10(ratio))) + decades) / (2 * decades);
    return strip.bottom - share * (strip.bottom - strip.top);
  };
  for (const [ratio, label] of [
    [1e3, '×10³'],
    [1, '×1'],
    [1e-3, '÷10³'],
  ] as const)
    drawText(g, label, left - 6, y(ratio), { align: 'right' });
  for (const limit of [10, 0.1])
    drawSegment(g, [left, crisp(y(limit)), right, crisp(y(limit))], roleColor('grid'), 1, [3, 2]);
  rows.forEach((row, i) => {
    if (!row.growth) return;
    const gap = Math.min(2, step / 6);
    g.fillStyle = isBeyondLimit(row.growth) ? roleColor('reference') : fadedColor('reference', 0.38);
    g.fillRect(x(i) + gap, Math.min(y(row.growth), y(1)), step - 2 * gap, Math.max(1, Math.abs(y(row.growth) - y(1))));
  });
  drawSegment(g, [left, crisp(y(1)), right, crisp(y(1))], roleColor('axis'));
  drawText(
    g,
    fitText(g, 'variance against the layer before; dashed: ×10 and ÷10', right - left, 11),
    left,
    strip.bottom + 27,
  );
}

function drawNumbers(
  g: CanvasRenderingContext2D,
  { rows, worst }: DepthFigure,
  x: (i: number) => number,
  step: number,
  right: number,
): void {
  const reference = roleColor('reference');
  const background = backgroundColor();
  worst.forEach((index, place) => {
    const row = rows[index]!;
    const cx = x(index) + step / 2;
    const cy = 12;
    g.beginPath();
    g.arc(cx, cy, 8, 0, 2 * Math.PI);
    g.fillStyle = reference;
    g.fill();
    drawText(g, String(place + 1), cx, cy + 0.5, { align: 'center', sizePx: 10, weight: 600, color: background });
    drawSegment(g, [crisp(cx), cy + 8, crisp(cx), ribbon.top], reference);
    const text = `${row.label} ${row.growth! > 1 ? '▲' : '▼'} ${formatGrowth(row.growth)}`;
    const isAtRight = cx > (left + right) / 2;
    const room = isAtRight ? cx - left - 20 : right - cx - 20;
    drawText(g, fitText(g, text, Math.min(room, 220), 11, 600), cx + (isAtRight ? -13 : 13), cy, {
      align: isAtRight ? 'right' : 'left',
      weight: 600,
      color: reference,
    });
  });
}
