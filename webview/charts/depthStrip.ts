import { canvasFont, fadedColor, roleColor } from '../dom/themeColors';
import { isBeyondLimit } from '../models/scaleRows';
import { crisp, drawSegment, drawText, fitText } from './canvas';
import type { DepthFigure } from './depthFigure';

export const depthHeight = 342;
export const left = 44;
/** The names of stages stand above it. */
export const ribbon = { top: 38, bottom: 232 };
export const strip = { top: 252, bottom: 308 };
/** The strip shows a thousandfold at most. */
const decades = 3;
/** Blocks narrower than this on average are not parted; narrower than the second, only the first, the last and the selected one are named. */
const leastParted = 12;
const leastNamed = 30;

/** What blocks belong to, parted by stronger lines, with its shape; left out where there is no room. */
export function drawStages(g: CanvasRenderingContext2D, { stages }: DepthFigure, x: (i: number) => number): void {
  for (const { name, caption, from, to } of stages) {
    if (from > 0) drawSegment(g, [crisp(x(from)), 4, crisp(x(from)), ribbon.bottom], roleColor('axis'));
    const room = x(to) - x(from) - 8;
    if (room < 30) continue;
    const middle = (x(from) + x(to)) / 2;
    drawText(g, fitText(g, name, room, 11), middle, 8, { align: 'center', color: roleColor('reference') });
    drawText(g, fitText(g, caption ?? '', room, 11), middle, 22, { align: 'center' });
  }
}

/** Blocks parted by lines; their names under the strip, where they fit. */
export function drawGroups(
  g: CanvasRenderingContext2D,
  { groups, rows, selected }: DepthFigure,
  x: (i: number) => number,
): void {
  const average = groups.length > 1 ? (x(groups.at(-1)!.to) - x(0)) / groups.length : Infinity;
  const isDense = average < leastNamed;
  let end = -Infinity;
  for (const { name, from, to } of groups) {
    const holds = rows.slice(from, to).some(r => r.layer === selected);
    if (from > 0 && average >= leastParted)
      drawSegment(g, [crisp(x(from)), ribbon.top - 6, crisp(x(from)), strip.bottom], roleColor('grid'));
    if (isDense && from > 0 && to < rows.length && !holds) continue;
    g.font = canvasFont(11, holds ? 600 : 400);
    const text = fitText(
      g,
      name.split('/').at(-1)!,
      isDense ? 120 : Math.max(30, x(to) - x(from) - 4),
      11,
      holds ? 600 : 400,
    );
    const half = g.measureText(text).width / 2;
    // The last name ends where the figure does.
    const middle = Math.min((x(from) + x(to)) / 2, x(rows.length) + 6 - half);
    if (middle - half < end + 6) continue;
    drawText(g, text, middle, strip.bottom + 11, {
      align: 'center',
      weight: holds ? 600 : 400,
      color: roleColor(holds ? 'reference' : 'muted'),
    });
    end = middle + half;
  }
}

export function drawGrowth(
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
