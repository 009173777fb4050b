import { axisFor, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { formatFigure, formatGrowth, formatShare } from '../../extension/core/stats/formatFigure';
import { backgroundColor, canvasFont, roleColor, warningColor, type ColorRole } from '../dom/themeColors';
import { heightCaption, type HeightOf } from '../models/binHeights';
import { isBeyondLimit, type ScaleRow } from '../models/scaleRows';
import { zeroShare } from '../models/tensors';
import { axisPosition } from '../../extension/core/stats/axis';
import { crisp, drawDot, drawSegment, drawText, fitName, fitText } from './canvas';
import { drawRowShape } from './rowShape';
import { spreadText } from '../models/summaryText';

export interface ScaleFigure {
  /** Over the figure; empty: none. */
  title: string;
  /** null: the layer is not in this run. */
  rows: readonly (ScaleRow | null)[];
  /** What stands before the rows; null: they are those of the figure beside. */
  names: readonly { label: string; caption: string; isSelected: boolean }[] | null;
  /** null: each row on its own. */
  axis: Axis | null;
  scale: Axis['scale'];
  height: HeightOf;
  role: ColorRole;
}
export const scaleRowHeight = 42;
const bins = 96;
const top = 22;
const bottom = 20;
/** Below this width the share of zeros is left to the table. */
const narrow = 430;

export const scaleFigureHeight = (rows: number): number => top + rows * scaleRowHeight + bottom;
/** Which row lies at a height; -1 for none. */
export function scaleRowAt(y: number, rows: number): number {
  const row = Math.floor((y - top) / scaleRowHeight);
  return row >= 0 && row < rows ? row : -1;
}

interface Place {
  x0: number;
  x1: number;
  width: number;
  isNarrow: boolean;
}

/** A histogram for each layer on one axis; the fan joins mean ± 1 std from layer to layer. */
export function drawScaleFigure(g: CanvasRenderingContext2D, width: number, figure: ScaleFigure): void {
  const { rows, axis } = figure;
  const isNarrow = width < narrow;
  const x0 = nameWidth(g, figure, isNarrow);
  const x1 = width - (isNarrow ? 104 : 168);
  const place = { x0, x1, width, isNarrow };
  const end = top + rows.length * scaleRowHeight;
  if (x1 - x0 < 40) return;
  head(g, figure, place);
  if (axis) commonGrid(g, axis, x0, x1, end);
  rows.forEach((row, i) => drawRow(g, figure, row, i, place));
  drawSegment(g, [x0, crisp(end), x1, crisp(end)], roleColor('axis'));
  if (axis) drawFan(g, rows, axis, x0, x1);
}

function nameWidth(g: CanvasRenderingContext2D, { names }: ScaleFigure, isNarrow: boolean): number {
  if (!names) return 16;
  g.font = canvasFont(12, 600);
  const labels = Math.max(0, ...names.map(n => g.measureText(n.label).width));
  g.font = canvasFont(10);
  const widest = Math.max(labels, ...names.map(n => g.measureText(n.caption).width));
  return Math.min(isNarrow ? 72 : 148, Math.max(58, Math.ceil(widest) + 14));
}

function head(g: CanvasRenderingContext2D, { title, height }: ScaleFigure, { x0, x1, width, isNarrow }: Place): void {
  const room = x1 - x0 - 8;
  if (title)
    drawText(g, fitText(g, title, room, 12, 600), x0, 8, { sizePx: 12, weight: 600, color: roleColor('reference') });
  else if (!isNarrow) drawText(g, fitText(g, heightCaption(height), room, 10), x0, 8, { sizePx: 10 });
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

function drawRow(
  g: CanvasRenderingContext2D,
  figure: ScaleFigure,
  row: ScaleRow | null,
  i: number,
  place: Place,
): void {
  const { x0, x1, width } = place;
  const reference = roleColor('reference');
  const base = top + (i + 1) * scaleRowHeight - 3;
  const y = top + i * scaleRowHeight;
  if (i) drawSegment(g, [x0, crisp(y), x1, crisp(y)], roleColor('grid'));
  const name = figure.names?.[i];
  if (name) {
    const weight = name.isSelected ? 600 : 400;
    drawText(g, fitName(g, name.label, x0 - 10, 12, weight), 0, base - 15, { color: reference, sizePx: 12, weight });
    drawText(g, fitText(g, name.caption, x0 - 10, 10), 0, base - 2, { sizePx: 10 });
  }
  if (!row) return void drawText(g, '–', width - 62, base - 9, { align: 'right', sizePx: 12 });
  const { summary } = row;
  const axis = figure.axis ?? axisFor([summary], figure.scale, { linearWidth: summary.std || 0.1, bins });
  const height = scaleRowHeight - 11;
  drawRowShape(g, summary, { ...axis, bins }, figure.height, figure.role, { x0, x1, base, height });
  if (!figure.axis) {
    drawText(g, formatFigure(axis.min, 2), x0, y + 9, { sizePx: 10 });
    drawText(g, formatFigure(axis.max, 2), x1, y + 9, { sizePx: 10, align: 'right' });
  }
  drawFigures(g, row, base - 9, place);
}

function drawFigures(g: CanvasRenderingContext2D, row: ScaleRow, y: number, { x1, width, isNarrow }: Place): void {
  const { summary, growth } = row;
  const reference = roleColor('reference');
  const broken = summary.nan + summary.posInf + summary.negInf;
  if (!isNarrow) drawText(g, formatShare(zeroShare(summary)), x1 + 44, y, { align: 'right', sizePx: 12 });
  drawText(g, spreadText(summary), width - 62, y, { align: 'right', sizePx: 12, color: reference });
  const isMarked = isBeyondLimit(growth) || broken > 0;
  const text = broken ? 'NaN, ∞' : growth === null ? '' : formatGrowth(growth);
  drawText(g, text, width, y, {
    align: 'right',
    sizePx: 12,
    weight: isMarked ? 600 : 400,
    color: isMarked ? reference : roleColor('muted'),
  });
  if (!isMarked || broken) return;
  g.font = canvasFont(12, 600);
  const x = width - g.measureText(text).width - 4;
  drawText(g, growth! > 1 ? '▲' : '▼', x, y, { align: 'right', sizePx: 10, color: warningColor() });
}

function drawFan(
  g: CanvasRenderingContext2D,
  rows: readonly (ScaleRow | null)[],
  axis: Axis,
  x0: number,
  x1: number,
): void {
  const reference = roleColor('reference');
  const at = (value: number) => x0 + Math.min(1, Math.max(0, axisPosition(axis, value))) * (x1 - x0);
  for (const side of [-1, 1]) {
    const points = rows.flatMap((r, i): [number, number][] =>
      !r || r.summary.mean === null || r.summary.std === null
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
