import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import type { Summary } from '../../extension/protocol/summary';
import { backgroundColor, fillColor, resolveColor, roleColor, type ColorRole } from '../dom/themeColors';
import { innerRange } from '../models/innerRange';
import type { DepthGroup } from '../models/depthGroups';
import type { ScaleRow } from '../models/scaleRows';
import type { WorstRow } from '../models/worstRows';
import { crisp, drawSegment, drawText, fitText } from './canvas';
import { drawGroups, drawGrowth, drawStages, left, ribbon, strip } from './depthStrip';
import { strokeAlong } from './histogramShape';

export interface DepthFigure {
  rows: readonly ScaleRow[];
  /** The same layers in another run, null where it has none; null: there is no other run. */
  others: readonly (ScaleRow | null)[] | null;
  /** Blocks, named below. */
  groups: readonly DepthGroup[];
  /** What blocks belong to, named above. */
  stages: readonly DepthGroup[];
  axis: Axis;
  role: ColorRole;
  selected: string | null;
  /** The rows that are numbered, worst first, at most three. */
  worst: readonly WorstRow[];
}

/** Below this width the numbers have no words: the rows under the figure have them. */
const narrow = 520;

/** Which layer lies at a place of the figure; -1 for none. */
export function depthRowAt(x: number, width: number, rows: number): number {
  const row = Math.floor(((x - left) / (width - left - 6)) * rows);
  return row >= 0 && row < rows ? row : -1;
}

/** Layers from left to right: faint 1 to 99 %, strong ±1 std, a line for the mean; under it the variance over the layer before. */
export function drawDepth(g: CanvasRenderingContext2D, width: number, figure: DepthFigure): void {
  const { rows, axis, role } = figure;
  const step = (width - left - 6) / rows.length;
  const x = (i: number) => left + i * step;
  const right = x(rows.length);
  const y = (value: number) =>
    ribbon.bottom - Math.min(1, Math.max(0, axisPosition(axis, value))) * (ribbon.bottom - ribbon.top);
  const selected = rows.findIndex(r => r.layer === figure.selected);
  if (selected >= 0) {
    g.fillStyle = resolveColor('var(--lg-selection)');
    g.fillRect(x(selected), ribbon.top, step, strip.bottom - ribbon.top);
  }
  for (const { value, label } of axisTicks(axis, 7)) {
    drawSegment(g, [left, crisp(y(value)), right, crisp(y(value))], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, left - 6, y(value), { align: 'right' });
  }
  const known = rows.map(r => r.summary).map(s => (s.mean === null || s.std === null ? null : s));
  band(g, known, x, s => innerRange(s)!.map(y) as [number, number], fillColor(role, 0.16), null);
  band(g, known, x, s => [y(s.mean! - s.std!), y(s.mean! + s.std!)], fillColor(role, 0.36), roleColor(role));
  strokeAlong(
    g,
    known.flatMap((s, i): [number, number][] =>
      s
        ? [
            [x(i), y(s.mean!)],
            [x(i + 1), y(s.mean!)],
          ]
        : [],
    ),
    roleColor('reference'),
    1.25,
  );
  if (figure.others) drawOthers(g, figure.others, x, y);
  drawStages(g, figure, x);
  drawGroups(g, figure, x);
  drawGrowth(g, figure, x, step, right);
  drawNumbers(g, figure, x, step, right);
  if (selected >= 0) {
    g.strokeStyle = resolveColor('var(--lg-outline)');
    g.lineWidth = 1;
    g.strokeRect(x(selected) + 0.5, ribbon.top + 0.5, Math.max(1, step - 1), ribbon.bottom - ribbon.top - 1);
  }
}

/** Mean ± 1 std of the other run, dotted. */
function drawOthers(
  g: CanvasRenderingContext2D,
  others: readonly (ScaleRow | null)[],
  x: (i: number) => number,
  y: (value: number) => number,
): void {
  for (const side of [-1, 1]) {
    let run: [number, number][] = [];
    const flush = () => {
      strokeAlong(g, run, roleColor('reference'), 1.25, [2, 2]);
      run = [];
    };
    others.forEach((row, i) => {
      const { mean, std } = row?.summary ?? {};
      if (typeof mean !== 'number' || typeof std !== 'number') return flush();
      run.push([x(i), y(mean + side * std)], [x(i + 1), y(mean + side * std)]);
    });
    flush();
  }
}

function band(
  g: CanvasRenderingContext2D,
  known: readonly (Summary | null)[],
  x: (i: number) => number,
  reach: (s: Summary) => [number, number],
  fill: string,
  edge: string | null,
): void {
  const low: [number, number][] = [];
  const high: [number, number][] = [];
  known.forEach((s, i) => {
    if (!s) return;
    const [from, to] = reach(s);
    low.push([x(i), from], [x(i + 1), from]);
    high.push([x(i), to], [x(i + 1), to]);
  });
  if (!low.length) return;
  g.fillStyle = fill;
  g.beginPath();
  [...high, ...low.toReversed()].forEach(([px, py], i) => (i ? g.lineTo(px, py) : g.moveTo(px, py)));
  g.fill();
  if (!edge) return;
  strokeAlong(g, high, edge, 1.25);
  strokeAlong(g, low, edge, 1.25);
}

function drawNumbers(
  g: CanvasRenderingContext2D,
  { rows, worst }: DepthFigure,
  x: (i: number) => number,
  step: number,
  right: number,
): void {
  const reference = roleColor('reference');
  const background = backgroundColor();
  const taken: { from: number; to: number; line: number }[] = [];
  worst.forEach(({ index, label }, place) => {
    const row = rows[index]!;
    const cx = x(index) + step / 2;
    const isAtRight = cx > (left + right) / 2;
    const room = isAtRight ? cx - left - 20 : right - cx - 20;
    const text = right < narrow ? '' : fitText(g, `${row.label} ${label}`, Math.min(room, 220), 11, 600);
    const reach = text ? g.measureText(text).width + 20 : 10;
    const [from, to] = isAtRight ? [cx - reach, cx + 10] : [cx - 10, cx + reach];
    // Below those that stand in its way; the first is the worst.
    let line = 0;
    while (taken.some(t => t.line === line && t.from < to && t.to > from)) line++;
    taken.push({ from, to, line });
    const cy = ribbon.top + 12 + line * 20;
    g.beginPath();
    g.arc(cx, cy, 8, 0, 2 * Math.PI);
    g.fillStyle = reference;
    g.fill();
    drawText(g, String(place + 1), cx, cy + 0.5, { align: 'center', sizePx: 10, weight: 600, color: background });
    drawSegment(g, [crisp(cx), cy + 8, crisp(cx), cy + 14], reference);
    if (text)
      drawText(g, text, cx + (isAtRight ? -13 : 13), cy, {
        align: isAtRight ? 'right' : 'left',
        weight: 600,
        color: reference,
      });
  });
}
