import { backgroundColor, canvasFont, fadedColor, fillColor, roleColor } from '../dom/themeColors';
import type { Curve, CurveModel } from '../models/curveModel';
import type { ChartDataset, ChartOptions } from './chartjs';

/** Left of the plot: the values' labels. Right of it: names and last values at the lines' ends. */
export const margins = { left: 44, right: 96, top: 20, strip: 10 };

/** chart.js' own picture of a curve. */
export function datasetOf(curve: Curve, best: number | null): ChartDataset<'line', { x: number; y: number | null }[]> {
  const color = roleColor(curve.role);
  const hasRings = curve.style === 'dashed' && curve.points.length <= 120;
  const isPoint = curve.points.length === 1;
  const isBest = (x: number) => best !== null && Math.abs(x - best) < 1e-9;
  return {
    data: curve.points,
    borderColor: curve.style === 'faint' ? fadedColor(curve.role, 0.38) : color,
    borderWidth: { faint: 1, strong: 1.75, dashed: 1.5, dotted: 1.75, stepped: 1.5, area: 1.5 }[curve.style],
    borderDash: curve.style === 'dashed' ? [5, 3] : curve.style === 'dotted' ? [2, 3] : [],
    borderJoinStyle: 'round',
    stepped: curve.style === 'stepped' ? 'before' : false,
    fill: curve.style === 'area' ? 'origin' : false,
    backgroundColor: curve.style === 'area' ? fillColor(curve.role, 0.2) : color,
    pointRadius: hasRings
      ? curve.points.map(p => (isBest(p.x) ? 4 : 2.75))
      : curve.points.map(p => (curve.style === 'dashed' && isBest(p.x) ? 4 : isPoint ? 2.5 : 0)),
    pointBorderColor: color,
    pointBorderWidth: 1.5,
    pointBackgroundColor: curve.points.map(p => (isBest(p.x) || isPoint ? color : backgroundColor())),
    pointHitRadius: 0,
    // A ring at the edge is a whole one.
    clip: 6,
    spanGaps: false,
    order: curve.style === 'faint' ? 2 : 1,
  };
}

/** Scales, grid and labels. `isStrip`: the low chart under another one, which writes the labels of the time axis for both. */
export function optionsOf(model: CurveModel, isStrip: boolean, writesTime: boolean): ChartOptions<'line'> {
  const grid = roleColor('grid');
  const ticksColor = roleColor('muted');
  const font = { family: canvasFont().replace(/^.*?px /, ''), size: 11 };
  const { x, y } = model;
  return {
    responsive: false,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    layout: {
      padding: {
        right: margins.right,
        top: isStrip ? margins.strip : margins.top,
        left: 0,
        bottom: writesTime ? 0 : 2,
      },
    },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
    scales: {
      x: {
        type: 'linear',
        min: x.min,
        max: x.max,
        afterBuildTicks: axis => void (axis.ticks = x.ticks.map(t => ({ value: t.value }))),
        grid: { color: grid, drawTicks: false, lineWidth: 1 },
        border: { color: roleColor('axis') },
        ticks: {
          display: writesTime,
          color: ticksColor,
          font,
          padding: 4,
          maxRotation: 0,
          autoSkip: true,
          autoSkipPadding: 12,
          callback: value => x.ticks.find(t => t.value === value)?.label ?? '',
        },
      },
      y: {
        type: y.scale === 'log' ? 'logarithmic' : 'linear',
        min: y.min,
        max: y.max,
        afterBuildTicks: axis => void (axis.ticks = y.ticks.map(t => ({ value: t.value }))),
        afterFit: axis => void (axis.width = margins.left),
        grid: { color: grid, drawTicks: false, lineWidth: 1 },
        border: { display: false },
        ticks: {
          color: ticksColor,
          font,
          padding: 6,
          autoSkip: true,
          autoSkipPadding: 4,
          callback: value => y.ticks.find(t => t.value === value)?.label ?? '',
        },
      },
    },
  };
}
