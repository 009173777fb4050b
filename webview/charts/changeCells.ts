import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary } from '../../extension/protocol/summary';
import { fillColor, roleColor } from '../dom/themeColors';
import type { Cell } from '../models/cell';
import { crisp, drawSegment } from './canvas';
import { fillUnder, greatest, stepCorners, strokeSteps } from './histogramShape';

const bins = 44;

/** A cell of what changed: a bar of its share, or the histogram of a difference between its ends. */
export function drawChangeCell(g: CanvasRenderingContext2D, cell: Cell, width: number, height: number): void {
  if (cell.summary) drawDifference(g, cell.summary, cell.reach ?? 0, width, height);
  else if (cell.share !== undefined) drawBar(g, cell.share, width, height);
}

function drawBar(g: CanvasRenderingContext2D, share: number | null, width: number, height: number): void {
  for (const quarter of [0.25, 0.5, 0.75, 1]) {
    const x = Math.min(width - 0.5, crisp(quarter * width));
    drawSegment(g, [x, -2, x, height + 2], roleColor('grid'));
  }
  if (!share) return;
  const bar = Math.max(1, share * width);
  g.fillStyle = bar >= 3 ? fillColor('weights', 0.5) : roleColor('weights');
  g.fillRect(0, 4, bar, 10);
  g.strokeStyle = roleColor('weights');
  g.lineWidth = 1;
  if (bar >= 3) g.strokeRect(0.5, 4.5, bar - 1, 9);
}

function drawDifference(
  g: CanvasRenderingContext2D,
  summary: Summary,
  reach: number,
  width: number,
  height: number,
): void {
  const base = height - 1;
  drawSegment(g, [0, height - 0.5, width, height - 0.5], roleColor('grid'));
  const counts = countsOf(summary, reach);
  const most = greatest(counts.bins);
  if (most > 0) {
    const corners = stepCorners(counts.bins, 0, width, base, (height - 3) / most);
    fillUnder(g, corners, base, fillColor('weights', 0.4));
    strokeSteps(g, corners, base, roleColor('weights'));
  }
  drawSegment(g, [crisp(width / 2), height - 4, crisp(width / 2), height], roleColor('axis'));
}

/** A summary never changes, and tables are drawn again and again. */
const made = new WeakMap<Summary, { reach: number; bins: Float64Array }>();
/** Exact zeros are in the bin at 0; A without spread has the difference's own reach. */
function countsOf(summary: Summary, wanted: number): { reach: number; bins: Float64Array } {
  const reach = wanted || Math.max(Math.abs(summary.min ?? 0), Math.abs(summary.max ?? 0)) || 1;
  const known = made.get(summary);
  if (known?.reach === reach) return known;
  const axis: Axis = { scale: 'linear', min: -reach, max: reach, bins, linearWidth: 1 };
  const counts = rebin(summary, axis);
  const zero = Math.min(bins - 1, Math.floor(axisPosition(axis, 0) * bins));
  counts[zero]! += summary.zeros;
  const result = { reach, bins: counts };
  made.set(summary, result);
  return result;
}
