import { axisFor, axisPosition } from '../../extension/core/stats/axis';
import { percentile } from '../../extension/core/stats/percentile';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary } from '../../extension/protocol/summary';
import { fillColor, roleColor, type ColorRole } from '../dom/themeColors';
import { crisp, drawSegment } from './canvas';
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
  const reach = reachOf(summary);
  drawSegment(g, [0, height - 0.5, width, height - 0.5], roleColor('grid'));
  if (reach === null) return;
  const axis = { ...axisFor([summary], 'linear', { linearWidth: 1, bins }), min: -reach, max: reach };
  const counts = rebin(summary, axis);
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

function reachOf(summary: Summary): number | null {
  const { min, max } = summary;
  if (min === null || max === null) return null;
  const low = percentile(summary, 0.01) ?? min;
  const high = percentile(summary, 0.99) ?? max;
  const reach = Math.max(-low, high) * 1.25;
  return reach > 0 ? reach : Math.max(-min, max) || 1;
}
