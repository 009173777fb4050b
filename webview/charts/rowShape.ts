import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { formatConstant } from '../../extension/core/stats/formatBound';
import type { Summary } from '../../extension/protocol/summary';
import { backgroundColor, fillColor, roleColor, type ColorRole } from '../dom/themeColors';
import { binHeights, type HeightOf } from '../models/binHeights';
import { zeroShare } from '../models/tensors';
import { drawDot, drawSegment, drawText } from './canvas';
import { fillUnder, greatest, stepCorners, strokeAlong, strokeSteps } from './histogramShape';

export interface RowPlace {
  x0: number;
  x1: number;
  base: number;
  height: number;
}

/** One histogram in a row: to its own highest bin, exact zeros as a pin, a constant in words. */
export function drawRowShape(
  g: CanvasRenderingContext2D,
  summary: Summary,
  axis: Axis,
  heightOf: HeightOf,
  role: ColorRole,
  { x0, x1, base, height }: RowPlace,
): void {
  const color = roleColor(role);
  const heights = binHeights(summary, axis, heightOf);
  const most = greatest(heights);
  if (most > 0) {
    const corners = stepCorners(heights, x0, x1, base, height / most);
    fillUnder(g, corners, base, fillColor(role));
    strokeSteps(g, corners, base, color);
  }
  const zero = zeroShare(summary);
  if (zero !== null && zero >= 0.02) {
    const x = x0 + axisPosition(axis, 0) * (x1 - x0);
    const tip = base - height * Math.min(1, zero * 1.1);
    drawSegment(g, [x, base, x, tip], color, 1.5);
    drawDot(g, x, tip, 2, color, backgroundColor());
  }
  const { min, max } = summary;
  const reference = roleColor('reference');
  if (min !== null && min === max) {
    // On the side where its only bin is not.
    const isAtLeft = axisPosition(axis, min) < 0.5;
    const text = `all ${formatConstant(min)}`;
    drawText(g, text, isAtLeft ? x1 - 6 : x0 + 6, base - 14, { color: reference, align: isAtLeft ? 'right' : 'left' });
  }
  if (min === null && summary.nan + summary.posInf + summary.negInf > 0)
    drawText(g, 'no finite value', x0 + 6, base - 14, { color: reference });
}

/** The outline of another histogram over the same row, dotted, to its own highest bin. */
export function drawRowOutline(
  g: CanvasRenderingContext2D,
  summary: Summary,
  axis: Axis,
  heightOf: HeightOf,
  { x0, x1, base, height }: RowPlace,
): void {
  const heights = binHeights(summary, axis, heightOf);
  const most = greatest(heights);
  if (most <= 0) return;
  const corners = stepCorners(heights, x0, x1, base, height / most);
  const first = heights.findIndex(h => h > 0);
  const last = heights.findLastIndex(h => h > 0);
  strokeAlong(g, corners.slice(2 * first, 2 * last + 2), roleColor('reference'), 1, [2, 2]);
}
