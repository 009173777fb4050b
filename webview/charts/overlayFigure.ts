import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { formatFigure, formatShare } from '../../extension/core/stats/formatFigure';
import type { Summary } from '../../extension/protocol/summary';
import { backgroundColor, fillColor, roleColor, type ColorRole } from '../dom/themeColors';
import { binHeights, type HeightOf } from '../models/binHeights';
import { innerRange } from '../models/innerRange';
import { zeroShare } from '../models/tensors';
import { crisp, drawDot, drawSegment, drawText, fitText } from './canvas';
import { fillUnder, greatest, stepCorners, strokeAlong, strokeSteps } from './histogramShape';

export const overlayHeight = 248;

export interface OverlayFigure {
  a: Summary | null;
  b: Summary | null;
  axis: Axis;
  heightOf: HeightOf;
  role: ColorRole;
}

/** B filled, A dotted; under them a bar for each: thin 1 to 99 %, thick ±1 std, ring at the mean. */
export function drawOverlay(
  g: CanvasRenderingContext2D,
  width: number,
  height: number,
  { a, b, axis, heightOf, role }: OverlayFigure,
): void {
  const [x0, x1] = [4, width - 4];
  const end = height - 26;
  const base = end - 26;
  const x = (value: number) => x0 + Math.min(1, Math.max(0, axisPosition(axis, value))) * (x1 - x0);
  for (const { value, label } of axisTicks(axis, Math.min(7, Math.max(3, Math.floor((x1 - x0) / 40))))) {
    drawSegment(g, [crisp(x(value)), 8, crisp(x(value)), end], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, x(value), end + 11, { align: 'center' });
  }
  const color = roleColor(role);
  const reference = roleColor('reference');
  const [shapeA, shapeB] = [a && binHeights(a, axis, heightOf), b && binHeights(b, axis, heightOf)];
  const most = Math.max(shapeA ? greatest(shapeA) : 0, shapeB ? greatest(shapeB) : 0);
  const scale = most > 0 ? (base - 24) / most : 0;
  if (most > 0) drawTop(g, most, heightOf, x0, x1);
  else if (b?.count) drawText(g, b.min === null ? 'no finite value' : 'all 0', x0, 16, { color: reference });
  if (shapeB) {
    const corners = stepCorners(shapeB, x0, x1, base, scale);
    fillUnder(g, corners, base, fillColor(role));
    strokeSteps(g, corners, base, color, 1.5);
  }
  if (shapeA && a !== b) strokeAlong(g, stepCorners(shapeA, x0, x1, base, scale), reference, 1, [2, 2]);
  drawSegment(g, [x0, crisp(base), x1, crisp(base)], roleColor('axis'));
  drawPin(g, b, x(0), base, base - 30, color, 0);
  if (a !== b) drawPin(g, a, x(0), base, base - 30, reference, 1);
  if (a && a !== b) drawBar(g, a, x, base + 8, reference);
  if (b) drawBar(g, b, x, base + 17, color);
  drawSegment(g, [crisp(x0), crisp(end), crisp(x1), crisp(end)], roleColor('axis'));
}

/** What the highest bin stands for. */
function drawTop(g: CanvasRenderingContext2D, most: number, heightOf: HeightOf, x0: number, x1: number): void {
  const y = 16;
  drawSegment(g, [x0, crisp(y + 7), x1, crisp(y + 7)], roleColor('grid'));
  const text =
    heightOf === 'count' ? `${formatShare(most)} of the values in a bin` : `density ${formatFigure(most)} per unit`;
  drawText(g, fitText(g, text, x1 - x0, 10), x0, y, { sizePx: 10, hasHalo: true });
}

/** Exact zeros: a pin whose height is their share, and the share in words. */
function drawPin(
  g: CanvasRenderingContext2D,
  summary: Summary | null,
  x: number,
  base: number,
  height: number,
  color: string,
  place: number,
): void {
  const share = summary ? zeroShare(summary) : null;
  if (share === null || share < 0.02) return;
  const tip = base - height * share;
  const at = x + place * 3;
  drawSegment(g, [at, base, at, tip], color, 1.5, place ? [2, 2] : []);
  drawDot(g, at, tip, 2.5, color, backgroundColor());
  // That of A stands on the other side: both may be as high.
  const [side, align] = place ? ([-1, 'right'] as const) : ([1, 'left'] as const);
  drawText(g, `${formatShare(share)} zero`, at + side * 6, tip, { sizePx: 10, align });
}

function drawBar(
  g: CanvasRenderingContext2D,
  summary: Summary,
  x: (value: number) => number,
  y: number,
  color: string,
): void {
  const { mean, std } = summary;
  if (mean === null || std === null) return;
  const [low, high] = innerRange(summary)!;
  drawSegment(g, [x(low), y, x(high), y], color, 1);
  drawSegment(g, [x(mean - std), y, x(mean + std), y], color, 4);
  drawDot(g, x(mean), y, 2.5, color, backgroundColor());
}
