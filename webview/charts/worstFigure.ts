import { axisTicks } from '../../extension/core/stats/axisTicks';
import type { Axis } from '../../extension/core/stats/axis';
import { formatGrowth, formatShare } from '../../extension/core/stats/formatFigure';
import type { Summary } from '../../extension/protocol/summary';
import { backgroundColor, roleColor, warningColor, type ColorRole } from '../dom/themeColors';
import type { HeightOf } from '../models/binHeights';
import { isBeyondLimit, type ScaleRow } from '../models/scaleRows';
import { crisp, drawSegment, drawText, fitName, fitText } from './canvas';
import { drawRowOutline, drawRowShape } from './rowShape';
import { spreadText } from '../models/summaryText';

export interface WorstFigure {
  rows: readonly {
    row: ScaleRow;
    /** The layer before it, dotted; null for the first. */
    before: Summary | null;
    /** Share of values that are not zero after the activation function; null where that is not known. */
    fires: number | null;
  }[];
  axis: Axis;
  heightOf: HeightOf;
  role: ColorRole;
}
export const worstRowHeight = 42;
const top = 20;
const bottom = 20;
const bins = 96;
const narrow = 460;
export const worstFigureHeight = (rows: number): number => top + rows * worstRowHeight + bottom;
export function worstRowAt(y: number, rows: number): number {
  const row = Math.floor((y - top) / worstRowHeight);
  return row >= 0 && row < rows ? row : -1;
}

/** The layers to look at first, each with its histogram over that of the layer before. */
export function drawWorst(g: CanvasRenderingContext2D, width: number, figure: WorstFigure): void {
  const { rows, axis, heightOf, role } = figure;
  const isNarrow = width < narrow;
  const x0 = isNarrow ? 112 : 188;
  const x1 = width - (isNarrow ? 70 : 190);
  if (x1 - x0 < 40) return;
  const end = top + rows.length * worstRowHeight;
  if (!isNarrow) {
    drawText(g, 'fire', x1 + 54, 8, { align: 'right', weight: 600 });
    drawText(g, 'std', x1 + 112, 8, { align: 'right', weight: 600 });
  }
  drawText(g, 'variance', width, 8, { align: 'right', weight: 600 });
  for (const { value, position, label } of axisTicks(axis, Math.min(9, Math.max(3, Math.floor((x1 - x0) / 46))))) {
    const x = crisp(x0 + position * (x1 - x0));
    drawSegment(g, [x, top, x, end], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, x, end + 10, { align: 'center' });
  }
  const reference = roleColor('reference');
  rows.forEach(({ row, before, fires }, i) => {
    const base = top + (i + 1) * worstRowHeight - 3;
    const place = { x0, x1, base, height: worstRowHeight - 11 };
    if (i)
      drawSegment(g, [x0, crisp(top + i * worstRowHeight), x1, crisp(top + i * worstRowHeight)], roleColor('grid'));
    drawRowShape(g, row.summary, { ...axis, bins }, heightOf, role, place);
    if (before) drawRowOutline(g, before, { ...axis, bins }, heightOf, place);
    drawNumber(g, i + 1, base - 14);
    drawText(g, fitName(g, row.label, x0 - 34, 12, 600), 26, base - 21, { sizePx: 12, weight: 600, color: reference });
    drawText(g, fitText(g, row.caption, x0 - 34, 11), 26, base - 7);
    if (!isNarrow) {
      drawText(g, formatShare(fires), x1 + 54, base - 14, { align: 'right', sizePx: 12 });
      drawText(g, spreadText(row.summary), x1 + 112, base - 14, { align: 'right', sizePx: 12, color: reference });
    }
    const isMarked = isBeyondLimit(row.growth);
    const text = row.growth === null ? '' : formatGrowth(row.growth);
    const style = { align: 'right' as const, sizePx: 12 };
    drawText(g, text, width, base - 14, { ...style, ...(isMarked && { weight: 600, color: reference }) });
    if (isMarked)
      drawText(g, row.growth! > 1 ? '▲' : '▼', width - g.measureText(text).width - 4, base - 14, {
        ...style,
        sizePx: 10,
        color: warningColor(),
      });
  });
  drawSegment(g, [x0, crisp(end), x1, crisp(end)], roleColor('axis'));
}

/** The number that the layer bears in the figure above. */
function drawNumber(g: CanvasRenderingContext2D, number: number, y: number): void {
  g.beginPath();
  g.arc(9, y, 8, 0, 2 * Math.PI);
  g.fillStyle = roleColor('reference');
  g.fill();
  const style = { align: 'center' as const, sizePx: 10, weight: 600, color: backgroundColor() };
  drawText(g, String(number), 9, y + 0.5, style);
}
