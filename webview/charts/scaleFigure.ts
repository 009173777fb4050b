import { axisFor, axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { formatFigure, formatGrowth, formatShare } from '../../extension/core/stats/formatFigure';
import { rebin } from '../../extension/core/stats/rebin';
import { backgroundColor, canvasFont, fillColor, roleColor, warningColor, type ColorRole } from '../dom/themeColors';
import { isBeyondLimit, type ScaleRow } from '../models/scaleRows';
import { zeroShare } from '../models/tensors';
import { crisp, drawDot, drawSegment, drawText, fitText } from './canvas';
import { fillUnder, greatest, stepCorners, strokeSteps } from './histogramShape';

export interface ScaleFigure {
  rows: readonly ScaleRow[];
  /** null: each row on its own. */
  axis: Axis | null;
  scale: Axis['scale'];
  role: ColorRole;
  selected: string | null;
}
export const scaleRowHeight = 42;
const bins = 96;
const top = 22;
const bottom = 20;
/** Below this width the share of zeros is left to the table. */
const narrow = 460;

export const scaleFigureHeight = (rows: number): number => top + rows * scaleRowHeight + bottom;
/** Which row lies at a height; -1 for none. */
export function scaleRowAt(y: number, rows: number): number {
  const row = Math.floor((y - top) / scaleRowHeight);
  return row >= 0 && row < rows ? row : -1;
}

/** A histogram for each layer on one axis; the fan joins mean ± 1 std from layer to layer. */
export function drawScaleFigure(g: CanvasRenderingContext2D, width: number, figure: ScaleFigure): void {
  const { rows, axis } = figure;
  const isNarrow = width < narrow;
  const left = nameWidth(g, rows, isNarrow);
  const right = isNarrow ? 104 : 168;
  const x0 = left;
  const x1 = width - right;
  const end = top + rows.length * scaleRowHeight;
  if (x1 - x0 < 40) return;
  head(g, x1, width, isNarrow);
  if (axis) commonGrid(g, axis, x0, x1, end);
  rows.forEach((row, i) => drawRow(g, figure, row, i, { x0, x1, left, width, isNarrow }));
  drawSegment(g, [x0, crisp(end), x1, crisp(end)], roleColor('axis'));
  if (axis) drawFan(g, rows, axis, x0, x1);
}

function nameWidth(g: CanvasRenderingContext2D, rows: readonly ScaleRow[], isNarrow: boolean): number {
  g.font = canvasFont(12, 600);
  const widest = Math.max(...rows.map(r => g.measureText(r.label).width));
  return Math.min(isNarrow ? 72 : 148, Math.max(58, Math.ceil(widest) + 14));
}

function head(g: CanvasRenderingContext2D, x1: number, width: number, isNarrow: boolean): void {
  if (!isNarrow) drawText(g, 'zero', x1 + 44, 8, { align: 'right', weight: 600 });
  drawText(g, 'std', width - 62, 8, { align: 'right', weight: 600 });
  drawText(g, 'variance', width, 8, { align: 'right', weight: 600 });
}

function commonGrid(g: CanvasRenderingContext2D, axis: Axis, x0: number, x1: number, end: number): void {
  for (const { value, position, label } of axisTicks(axis, Math.min(9, Math.max(3, Math.floor((x1 - x0) / 46))))) {
    const x = crisp(x0 + position * (x1 - x0));
    drawSegment(g, [x, top, x, end], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, x, end + 10, { align: 'center' });
  }
}

interface RowPlace {
  x0: number;
  x1: number;
  left: number;
  width: number;
  isNarrow: boolean;
}
function drawRow(g: CanvasRenderingContext2D, figure: ScaleFigure, row: ScaleRow, i: number, place: RowPlace): void {
  const { x0, x1, left, width, isNarrow } = place;
  const { summary } = row;
  const color = roleColor(figure.role);
  const reference = roleColor('reference');
  const base = top + (i + 1) * scaleRowHeight - 3;
  const height = scaleRowHeight - 11;
  const axis = figure.axis ?? { ...axisFor([summary], figure.scale, { linearWidth: summary.std || 0.1, bins }), bins };
  if (i) drawSegment(g, [x0, crisp(top + i * scaleRowHeight), x1, crisp(top + i * scaleRowHeight)], roleColor('grid'));
  const counts = rebin(summary, { ...axis, bins });
  const most = greatest(counts);
  if (most > 0) {
    const corners = stepCorners(counts, x0, x1, base, height / most);
    fillUnder(g, corners, base, fillColor(figure.role));
    strokeSteps(g, corners, base, color);
  }
  const zero = zeroShare(summary);
  if (zero !== null && zero >= 0.02) {
    const x = x0 + axisPosition(axis, 0) * (x1 - x0);
    const tip = base - height * Math.min(1, zero * 1.1);
    drawSegment(g, [x, base, x, tip], color, 1.5);
    drawDot(g, x, tip, 2, color, backgroundColor());
  }
  if (summary.min !== null && summary.min === summary.max)
    drawText(g, `all ${formatFigure(summary.min)}`, x0 + 6, base - 14, { color: reference });
  if (!figure.axis) {
    drawText(g, formatFigure(axis.min, 2), x0, top + i * scaleRowHeight + 9, { sizePx: 10 });
    drawText(g, formatFigure(axis.max, 2), x1, top + i * scaleRowHeight + 9, { sizePx: 10, align: 'right' });
  }
  const isSelected = row.layer === figure.selected;
  drawText(g, fitText(g, row.label, left - 10, 12, isSelected ? 600 : 400), 0, base - 15, {
    color: reference,
    sizePx: 12,
    weight: isSelected ? 600 : 400,
  });
  drawText(g, fitText(g, row.caption, left - 10, 10), 0, base - 2, { sizePx: 10 });
  drawFigures(g, row, base - 9, { x1, width, isNarrow });
}

function drawFigures(
  g: CanvasRenderingContext2D,
  row: ScaleRow,
  y: number,
  { x1, width, isNarrow }: { x1: number; width: number; isNarrow: boolean },
): void {
  const { summary, growth } = row;
  const reference = roleColor('reference');
  const broken = summary.nan + summary.posInf + summary.negInf;
  if (!isNarrow) drawText(g, formatShare(zeroShare(summary)), x1 + 44, y, { align: 'right', sizePx: 12 });
  drawText(g, formatFigure(summary.std), width - 62, y, { align: 'right', sizePx: 12, color: reference });
  const isMarked = isBeyondLimit(growth) || broken > 0;
  const text = broken ? 'NaN, ∞' : growth === null ? '' : formatGrowth(growth);
  drawText(g, text, width, y, {
    align: 'right',
    sizePx: 12,
    weight: isMarked ? 600 : 400,
    color: isMarked ? reference : roleColor('muted'),
  });
  if (isMarked && !broken) {
    g.font = canvasFont(12, 600);
    drawText(g, growth! > 1 ? '▲' : '▼', width - g.measureText(text).width - 4, y, {
      align: 'right',
      sizePx: 10,
      color: warningColor(),
    });
  }
}

function drawFan(g: CanvasRenderingContext2D, rows: readonly ScaleRow[], axis: Axis, x0: number, x1: number): void {
  const reference = roleColor('reference');
  const at = (value: number) => x0 + Math.min(1, Math.max(0, axisPosition(axis, value))) * (x1 - x0);
  for (const side of [-1, 1]) {
    const points = rows.flatMap((r, i): [number, number][] =>
      r.summary.mean === null || r.summary.std === null
        ? []
        : [[at(r.summary.mean + side * r.summary.std), top + (i + 1) * scaleRowHeight - 3]],
    );
    g.strokeStyle = reference;
    g.lineWidth = 1;
    g.setLineDash([3, 2]);
    g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke();
    g.setLineDash([]);
    for (const [x, y] of points) drawDot(g, x, y, 2, reference, backgroundColor());
  }
}
