import { fadedColor, isHighContrast, roleColor } from '../dom/themeColors';
import type { Curve, CurveModel } from '../models/curveModel';
import { spreadLabels, type EndLabel } from '../models/spreadLabels';
import { crisp, drawSegment, drawText, fitText } from './canvas';
import { margins } from './curveOptions';

interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
export interface Scales {
  area: Area;
  x(value: number): number;
  y(value: number): number;
}

/** Behind the curves: what is still to come, chance, the best epoch, where fits begin. */
export function drawBehind(g: CanvasRenderingContext2D, model: CurveModel, { area, x, y }: Scales): void {
  const { left, right, top, bottom } = area;
  const inside = (at: number) => at >= model.x.min && at <= model.x.max;
  if (model.future !== null && model.future < model.x.max) {
    const from = Math.max(left, x(model.future));
    g.fillStyle = fadedColor('reference', isHighContrast() ? 0.1 : 0.035);
    g.fillRect(from, top, right - from, bottom - top);
  }
  if (model.chance) {
    const at = crisp(y(model.chance.value));
    if (at >= top && at <= bottom) {
      drawSegment(g, [left, at, right, at], roleColor('reference'), 1, [2, 3]);
    }
  }
  for (const { at, label } of model.boundaries) {
    if (!inside(at)) continue;
    drawSegment(g, [crisp(x(at)), top, crisp(x(at)), bottom], roleColor('axis'));
    drawText(g, fitText(g, label, 90, 11), x(at) + 4, top + 8);
  }
  if (model.best !== null && inside(model.best))
    drawSegment(g, [crisp(x(model.best)), top, crisp(x(model.best)), bottom], roleColor('axis'), 1, [2, 2]);
}

/** Over the curves: now, its words, names and last values at the lines' ends. */
export function drawOver(
  g: CanvasRenderingContext2D,
  model: CurveModel,
  { area, x, y }: Scales,
  { isStrip, writesTime }: { isStrip: boolean; writesTime: boolean },
): void {
  const { left, right, top, bottom } = area;
  const reference = roleColor('reference');
  const hasFuture = model.future !== null && model.future < model.x.max && model.future >= model.x.min;
  const now = hasFuture ? x(model.future!) : null;
  if (now !== null) {
    drawSegment(g, [crisp(now), top, crisp(now), bottom], reference);
    const isRoomy = right - now > 40;
    if (!isStrip && isRoomy) drawText(g, 'to do', now + 6, top - 11);
  }
  if (!isStrip && model.best !== null && model.best >= model.x.min && model.best <= model.x.max) {
    const at = x(model.best);
    const isCrowded = now !== null && now - at < 24;
    drawText(g, 'best', isCrowded ? now - 6 : at, top - 11, {
      align: isCrowded || right - at < 12 ? 'right' : at - left < 12 ? 'left' : 'center',
    });
  }
  drawEnds(g, model, { area, x, y }, isStrip);
  if (writesTime) drawText(g, model.x.title, left - 6, bottom + 11, { align: 'right' });
}

/** Names and last values at the right, and what chance is, moved apart where they would touch. */
function drawEnds(g: CanvasRenderingContext2D, model: CurveModel, { area, y }: Scales, isStrip: boolean): void {
  const { right, top, bottom } = area;
  const reference = roleColor('reference');
  const curves = model.curves.filter(c => c.name && c.points.length);
  if (isStrip) {
    const middle = Math.min(bottom - 13, Math.max(top + 8, (top + bottom) / 2));
    for (const curve of curves) {
      drawText(g, curve.name, right + 8, middle - 6, { color: reference });
      drawText(g, curve.end, right + 8, middle + 8, { color: reference, sizePx: 12, weight: 600 });
    }
    return;
  }
  const ends: (EndLabel & { curve: Curve | null; label: string })[] = curves.map(curve => ({
    curve,
    label: '',
    at: endOf(curve, model, bottom, y),
    above: 12,
    below: 14,
  }));
  const { chance } = model;
  const chanceAt = chance && y(chance.value);
  if (chance && chanceAt! >= top && chanceAt! <= bottom)
    ends.push({ curve: null, label: chance.label, at: chanceAt!, above: 7, below: 7 });
  ends.sort((a, b) => a.at - b.at);
  spreadLabels(ends, top - 8, bottom + 2).forEach((at, i) => {
    const { curve, label } = ends[i]!;
    if (!curve) return drawText(g, fitText(g, label, margins.right - 8, 11), right + 6, at);
    const dash = { dashed: [4, 2], dotted: [2, 2] }[curve.style as 'dashed' | 'dotted'] ?? [];
    drawSegment(g, [right + 6, at - 5, right + 16, at - 5], roleColor(curve.role), 2, dash);
    drawText(g, fitText(g, curve.name, margins.right - 22, 11), right + 20, at - 5, { color: reference });
    drawText(g, curve.end, right + 20, at + 8, { color: reference, sizePx: 12, weight: 600 });
  });
}

function endOf(curve: Curve, model: CurveModel, bottom: number, y: (value: number) => number): number {
  const value = curve.points.findLast(p => p.y !== null)?.y ?? null;
  return value === null || (model.y.scale === 'log' && value <= 0) ? bottom : y(value);
}
