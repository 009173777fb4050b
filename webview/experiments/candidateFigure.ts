import { axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { formatFigure } from '../../extension/core/stats/formatFigure';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary } from '../../extension/protocol/summary';
import { crisp, drawDot, drawSegment, drawText, fitName, fitText } from '../charts/canvas';
import { fillUnder, greatest, stepCorners, strokeSteps } from '../charts/histogramShape';
import { backgroundColor, canvasFont, fillColor, focusColor, roleColor, warningColor } from '../dom/themeColors';
import type { CandidateColumn, CandidatePicture } from './candidateColumns';
import { columnGap, foot, head, rowGap, type CandidateLayout } from './candidateLayout';

const stdWidth = 52;
const labelHeight = 14;

export interface Chosen {
  column: number;
  layer: number;
}
/** A column for each candidate, all on one scale: each layer's histogram, and the fan that joins mean ± 1 std from layer to layer. */
export function drawCandidates(
  g: CanvasRenderingContext2D,
  picture: CandidatePicture,
  layout: CandidateLayout,
  { chosen, layer }: { chosen: Chosen | null; layer: string | null },
): void {
  const { layers, columns, axis } = picture;
  const lineHeight = head + layers.length * layout.row + foot + rowGap;
  for (let line = 0; line < layout.lines; line++) {
    const y = line * lineHeight;
    const inLine = columns.slice(line * layout.perLine, (line + 1) * layout.perLine);
    if (inLine.length) drawNames(g, layers, y + head, layout, layer);
    inLine.forEach((column, i) => {
      const x = layout.names + i * (layout.columnWidth + columnGap);
      drawColumn(g, column, axis, { x, y, layout, rows: layers.length });
      if (chosen?.column === line * layout.perLine + i) drawChosen(g, x, y + head, layout, chosen.layer);
    });
  }
}

function drawNames(
  g: CanvasRenderingContext2D,
  layers: readonly string[],
  top: number,
  { names, row, isDeep }: CandidateLayout,
  selected: string | null,
): void {
  const every = isDeep ? Math.ceil(labelHeight / row) : 1;
  layers.forEach((name, i) => {
    if (i % every) return;
    const weight = name === selected ? 600 : 400;
    const y = top + (i + 1) * row - (isDeep ? row / 2 : 14);
    drawText(g, fitName(g, name, names - 10, 12, weight), 0, y, { color: roleColor('reference'), sizePx: 12, weight });
  });
}

interface Place {
  x: number;
  y: number;
  layout: CandidateLayout;
  rows: number;
}
function drawColumn(g: CanvasRenderingContext2D, column: CandidateColumn, axis: Axis, place: Place): void {
  const { x, y, layout, rows } = place;
  const { columnWidth, row, isDeep } = layout;
  const x1 = x + columnWidth - stdWidth;
  const top = y + head;
  const end = top + rows * row;
  drawHead(g, column, x, y, columnWidth);
  const ticks = axisTicks(axis, Math.min(7, Math.max(3, Math.floor((x1 - x) / 34))));
  for (const { value, position, label } of ticks) {
    const at = crisp(x + position * (x1 - x));
    drawSegment(g, [at, top, at, end], roleColor(value === 0 ? 'axis' : 'grid'));
    drawText(g, label, at, end + 10, { align: 'center' });
  }
  const every = isDeep ? Math.ceil(labelHeight / row) : 1;
  column.summaries.forEach((summary, i) => {
    const base = top + (i + 1) * row - (isDeep ? 0 : 3);
    if (summary && !isDeep) drawHistogram(g, summary, axis, { x0: x, x1, base, height: row - 11 });
    if (summary && isDeep) drawRange(g, summary, axis, { x0: x, x1, top: base - row, height: row });
    if (i % every === 0) drawStd(g, summary, x + columnWidth, isDeep ? base - row / 2 : base - 11);
  });
  drawSegment(g, [x, crisp(end), x1, crisp(end)], roleColor('axis'));
  drawFan(g, column.summaries, axis, { x0: x, x1, yOf: i => top + (i + 1) * row - (isDeep ? row / 2 : 3), isDeep });
}

function drawHead(g: CanvasRenderingContext2D, column: CandidateColumn, x: number, y: number, width: number): void {
  const reference = roleColor('reference');
  const tag = column.isBest ? 52 : 0;
  drawText(g, fitText(g, column.id, width - tag - 8, 12, 600), x, y + 8, { color: reference, sizePx: 12, weight: 600 });
  if (column.isBest) {
    g.font = canvasFont(12, 600);
    const left = x + g.measureText(fitText(g, column.id, width - tag - 8, 12, 600)).width + 8;
    g.strokeStyle = reference;
    g.lineWidth = 1;
    g.strokeRect(crisp(left), crisp(y), 34, 15);
    drawText(g, 'best', left + 17.5, y + 8.5, { align: 'center', color: reference, weight: 600 });
  }
  if (column.word) {
    const mark = column.tone === 'warning' ? '▲' : column.tone === 'good' ? '✓' : '';
    const isDown = /^(?:shrinks|falls)/.test(column.word);
    drawText(g, isDown ? '▼' : mark, x, y + 25, {
      sizePx: column.tone === 'good' ? 11 : 9,
      color: column.tone === 'warning' ? warningColor() : reference,
    });
    drawText(g, fitText(g, column.word, width - 14, 11), x + 13, y + 25, { color: reference });
  }
  drawText(g, column.loss, x, y + 41);
  drawText(g, 'std', x + width, y + 41, { align: 'right', weight: 600 });
}

interface Span {
  x0: number;
  x1: number;
}
function drawHistogram(
  g: CanvasRenderingContext2D,
  summary: Summary,
  axis: Axis,
  { x0, x1, base, height }: Span & { base: number; height: number },
): void {
  const counts = rebin(summary, axis);
  const most = greatest(counts);
  if (most > 0) {
    const corners = stepCorners(counts, x0, x1, base, height / most);
    fillUnder(g, corners, base, fillColor('preActivations'));
    strokeSteps(g, corners, base, roleColor('preActivations'));
  }
  const zero = summary.count ? summary.zeros / summary.count : 0;
  if (zero < 0.02) return;
  const x = x0 + axisPosition(axis, 0) * (x1 - x0);
  drawSegment(g, [x, base, x, base - height * Math.min(1, zero * 1.1)], roleColor('preActivations'), 1.5);
}

/** Without a histogram: all values faint, ± 1 std strong. */
function drawRange(
  g: CanvasRenderingContext2D,
  { min, max, mean, std }: Summary,
  axis: Axis,
  { x0, x1, top, height }: Span & { top: number; height: number },
): void {
  const at = (value: number): number => x0 + Math.min(1, Math.max(0, axisPosition(axis, value))) * (x1 - x0);
  const bar = (from: number, to: number, share: number): void => {
    g.fillStyle = fillColor('preActivations', share);
    g.fillRect(at(from), top, Math.max(1, at(to) - at(from)), height);
  };
  if (min !== null && max !== null) bar(min, max, 0.16);
  if (mean !== null && std !== null) bar(mean - std, mean + std, 0.4);
}

function drawStd(g: CanvasRenderingContext2D, summary: Summary | null, x: number, y: number): void {
  const broken = summary ? summary.nan + summary.posInf + summary.negInf : 0;
  const text = broken ? 'NaN, ∞' : summary ? formatFigure(summary.std, 2) : '–';
  drawText(g, text, x, y, { align: 'right', sizePx: 12, color: roleColor('reference') });
}

function drawFan(
  g: CanvasRenderingContext2D,
  summaries: readonly (Summary | null)[],
  axis: Axis,
  { x0, x1, yOf, isDeep }: Span & { yOf: (i: number) => number; isDeep: boolean },
): void {
  const reference = roleColor('reference');
  const at = (value: number): number => x0 + Math.min(1, Math.max(0, axisPosition(axis, value))) * (x1 - x0);
  for (const side of [-1, 1]) {
    const points = summaries.flatMap((s, i): [number, number][] =>
      s && s.mean !== null && s.std !== null ? [[at(s.mean + side * s.std), yOf(i)]] : [],
    );
    g.strokeStyle = reference;
    g.lineWidth = 1;
    g.setLineDash([3, 2]);
    g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke();
    g.setLineDash([]);
    if (!isDeep) for (const [x, y] of points) drawDot(g, x, y, 2, reference, backgroundColor());
  }
}

function drawChosen(g: CanvasRenderingContext2D, x: number, top: number, layout: CandidateLayout, layer: number): void {
  g.strokeStyle = focusColor();
  g.lineWidth = 1;
  g.strokeRect(
    Math.round(x) - 3.5,
    Math.round(top + layer * layout.row) + 0.5,
    Math.round(layout.columnWidth) + 6,
    Math.max(4, Math.round(layout.row)),
  );
}
