import { axisFor, axisPosition, type Axis } from '../../extension/core/stats/axis';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary } from '../../extension/protocol/summary';
import { fillColor, roleColor, type ColorRole } from '../dom/themeColors';
import { formatShare } from '../../extension/core/stats/formatFigure';
import { innerRange } from '../models/innerRange';
import { crisp, drawSegment, drawText } from './canvas';
import { fillUnder, greatest, stepCorners, strokeAlong, strokeSteps } from './histogramShape';

const bins = 40;

/** The shape of one tensor in a table's cell, on its own linear scale with zero at its centre. */
export function drawSparkline(
  g: CanvasRenderingContext2D,
  summary: Summary,
  role: ColorRole,
  width: number,
  height: number,
): void {
  const base = height - 1;
  drawSegment(g, [0, height - 0.5, width, height - 0.5], roleColor('grid'));
  const shape = shapeOf(summary);
  if (!shape) return;
  const { axis, counts } = shape;
  const most = greatest(counts);
  const color = roleColor(role);
  if (most > 0) {
    const corners = stepCorners(counts, 0, width, base, (height - 3) / most);
    fillUnder(g, corners, base, fillColor(role, 0.4));
    strokeSteps(g, corners, base, color);
  } else if (summary.zeros > 0) {
    const x = crisp(axisPosition(axis, 0) * width);
    drawSegment(g, [x, 2, x, base], color, 1.5);
  }
  drawSegment(g, [crisp(width / 2), height - 4, crisp(width / 2), height], roleColor('axis'));
}

/** A bar from 0 with its percentage, from 1 % on; the grid stands at quarters. */
export function drawShare(
  g: CanvasRenderingContext2D,
  share: number,
  role: ColorRole,
  width: number,
  height: number,
): void {
  for (const quarter of [0.25, 0.5, 0.75]) {
    const x = crisp(quarter * (width - 1));
    drawSegment(g, [x, -2, x, height + 2], roleColor('grid'));
  }
  const length = Math.max(1, share * (width - 1));
  const [top, thick] = [4, height - 7];
  g.fillStyle = length < 3 ? roleColor(role) : fillColor(role, 0.4);
  g.fillRect(0.5, top, length, thick);
  g.strokeStyle = roleColor(role);
  g.lineWidth = 1;
  if (length >= 3) g.strokeRect(0.5, top + 0.5, length, thick - 1);
  if (share < 0.01) return;
  const text = formatShare(share);
  const isInside = length > width - 40;
  drawText(g, text, isInside ? length - 4 : length + 6, height / 2 + 0.5, {
    align: isInside ? 'right' : 'left',
    sizePx: 10,
    color: isInside ? roleColor('reference') : undefined,
  });
}

/** The spreads of a group's layers in their order, as steps on a logarithmic scale of their own. */
export function drawSpreads(
  g: CanvasRenderingContext2D,
  spreads: readonly number[],
  role: ColorRole,
  width: number,
  height: number,
): void {
  const base = height - 1;
  const logs = spreads.map(s => Math.log10(Math.max(s, 1e-12)));
  // A decade at least, so that layers that are alike look alike.
  const middle = (Math.min(...logs) + Math.max(...logs)) / 2;
  const half = Math.max(0.5, (Math.max(...logs) - Math.min(...logs)) / 2);
  const heights = logs.map(l => 3 + ((l - middle + half) / (2 * half)) * (height - 7));
  const corners = stepCorners(heights, 0, width, base, 1);
  fillUnder(g, corners, base, fillColor(role, 0.4));
  strokeAlong(g, corners, roleColor(role));
  drawSegment(g, [0, height - 0.5, width, height - 0.5], roleColor('grid'));
}

interface Shape {
  axis: Axis;
  counts: Float64Array;
}
/** A summary never changes, and tables are drawn again and again. */
const shapes = new WeakMap<Summary, Shape>();
function shapeOf(summary: Summary): Shape | null {
  const known = shapes.get(summary);
  if (known) return known;
  const reach = reachOf(summary);
  if (reach === null) return null;
  const axis = { ...axisFor([summary], 'linear', { linearWidth: 1, bins }), min: -reach, max: reach };
  const made = { axis, counts: rebin(summary, axis) };
  shapes.set(summary, made);
  return made;
}

function reachOf(summary: Summary): number | null {
  const range = innerRange(summary);
  if (!range) return null;
  const reach = Math.max(-range[0], range[1]) * 1.25;
  return reach > 0 ? reach : Math.max(-summary.min!, summary.max!) || 1;
}
