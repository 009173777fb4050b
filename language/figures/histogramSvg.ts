import { axisFor, axisPosition, type Axis } from '../../extension/core/stats/axis';
import { axisTicks } from '../../extension/core/stats/axisTicks';
import { formatConstant } from '../../extension/core/stats/formatBound';
import { formatFigure } from '../../extension/core/stats/formatFigure';
import { percentile } from '../../extension/core/stats/percentile';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary, TensorKind } from '../../extension/protocol/summary';
import { themeColors, type ThemeColors, type ThemeName } from './themeColors';

export interface HistogramPanel {
  /** Stands above it; empty: nothing does. */
  title: string;
  kind: TensorKind;
  summary: Summary;
  /** Drawn dotted over it, both on one symmetric logarithmic axis: what it is compared with. */
  reference?: Summary;
}
export interface HistogramOptions {
  theme: ThemeName;
  widthPx?: number;
  heightPx?: number;
}

const gapPx = 12;
const titlePx = 14;
const labelPx = 13;
/** Room beside the middle 98 % of the values: tails fade out inside the picture. */
const margin = 1.3;

/** A summary's histogram as an SVG document of the given size (452 × 66 by default), bins of equal width, zero in the middle. */
export function histogramSvg(
  summary: Summary,
  options: HistogramOptions & { kind: TensorKind; title?: string },
): string {
  return histogramsSvg([{ title: options.title ?? '', kind: options.kind, summary }], options);
}

/** Several histograms side by side, each on its own axis and to its own highest bin, as one SVG document. */
export function histogramsSvg(panels: readonly HistogramPanel[], options: HistogramOptions): string {
  const { theme, widthPx = 452, heightPx = 66 } = options;
  const colors = themeColors[theme];
  const panelWidth = (widthPx - gapPx * (panels.length - 1)) / Math.max(1, panels.length);
  const drawn = panels.map((p, i) => drawPanel(p, i * (panelWidth + gapPx), panelWidth, heightPx, colors));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}" ` +
    `font-family="system-ui, 'Segoe UI', sans-serif" font-size="10">${drawn.join('')}</svg>`
  );
}

/** The SVG as an address that an image can have. */
export const svgDataUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;

function drawPanel(panel: HistogramPanel, left: number, width: number, height: number, colors: ThemeColors): string {
  const { title, summary, kind } = panel;
  const color = colors.kinds[kind];
  const top = title ? titlePx : 2;
  const base = height - labelPx;
  const label = (text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', size = 10) =>
    `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}" fill="${colors.foreground}" ` +
    `fill-opacity="${colors.label}">${escapeXml(text)}</text>`;
  const parts: string[] = [];
  if (title) parts.push(label(title, left, 10, 'start', 11));
  const middle = left + width / 2;
  const words = wordsOf(summary);
  if (words && summary.min === null) return parts.join('') + label(words, left, base - 6, 'start', 11);

  const axis = axisOf(panel, width);
  const x = (value: number) => left + axisPosition(axis, value) * width;
  const heightOf = (share: number) => base - share * (base - top - 2);
  // 1. The area, and the reference's outline, each to its own highest bin.
  const outline = outlineOf(summary, axis, left, width, heightOf);
  if (outline)
    parts.push(
      `<path d="${outline}Z" fill="${color}" fill-opacity="${colors.fill}"/>` +
        `<path d="${outline}" fill="none" stroke="${color}" stroke-width="1.25"/>`,
    );
  const reference = panel.reference && outlineOf(panel.reference, axis, left, width, heightOf);
  if (reference)
    parts.push(
      `<path d="${reference}" fill="none" stroke="${colors.foreground}" stroke-opacity="${colors.label}" stroke-dasharray="2 2"/>`,
    );
  // 2. Exact zeros are not in the bins: a pin, its height their share.
  if (summary.zeros > 0) {
    const y = heightOf(summary.zeros / summary.count);
    const zero = x(0);
    parts.push(
      `<path d="M${round(zero)} ${round(base)}V${round(y)}" stroke="${color}" stroke-width="1.5"/>` +
        `<circle cx="${round(zero)}" cy="${round(y)}" r="2" fill="${color}"/>`,
    );
  }
  // 3. The axis, its ends, and zero.
  parts.push(
    `<path d="M${round(left)} ${round(base)}H${round(left + width)}" stroke="${colors.foreground}" stroke-opacity="${colors.line}"/>`,
  );
  if (words) parts.push(label(words, middle, height - 3, 'middle'));
  else
    for (const { value, text } of labelsOf(axis, width)) {
      const at = x(value);
      const anchor = at < left + 8 ? 'start' : at > left + width - 8 ? 'end' : 'middle';
      parts.push(label(text, at, height - 3, anchor));
    }
  return parts.join('');
}

/** Compared, both tensors whole; alone, the middle of the tensor with zero in the middle of the axis. */
function axisOf({ summary, reference }: HistogramPanel, width: number): Axis {
  const bins = binsOf(width);
  if (reference) return axisFor([summary, reference], 'symlog', { linearWidth: reference.std ?? 0, bins });
  const reach = reachOf(summary);
  return { scale: 'linear', min: -reach, max: reach, bins, linearWidth: 1 };
}

function labelsOf(axis: Axis, width: number): { value: number; text: string }[] {
  if (axis.scale === 'symlog') return axisTicks(axis, width / 60).map(t => ({ value: t.value, text: t.label }));
  return [axis.min, 0, axis.max].map(value => ({ value, text: formatFigure(value, 2) }));
}

/** A step for each bin, [left, right); empty where nothing lies on the axis. */
function outlineOf(
  summary: Summary,
  axis: Axis,
  left: number,
  width: number,
  heightOf: (share: number) => number,
): string {
  const counts = rebin(summary, axis);
  const highest = Math.max(...counts);
  if (!(highest > 0)) return '';
  const step = width / counts.length;
  const base = round(heightOf(0));
  const steps = Array.from(counts, (n, i) => `V${round(heightOf(n / highest))}H${round(left + (i + 1) * step)}`);
  return `M${round(left)} ${base}${steps.join('')}V${base}`;
}

const binsOf = (width: number): number => Math.max(8, Math.min(80, Math.round(width / 2.2)));

/** The greatest magnitude on the axis: the middle 98 % with room beside it, where it is known, but nothing beyond the extremes. */
function reachOf(summary: Summary): number {
  const extreme = Math.max(-(summary.min ?? 0), summary.max ?? 0);
  const low = percentile(summary, 0.01);
  const high = percentile(summary, 0.99);
  if (low === null || high === null) return extreme || 1;
  return Math.min(extreme, Math.max(-low, high) * margin) || extreme || 1;
}

/** What is said in words because a picture would not show it; empty for an ordinary distribution. */
function wordsOf({ count, min, max }: Summary): string {
  if (count === 0) return 'empty';
  if (min === null || max === null) return 'no finite value';
  return min === max ? `all ${formatConstant(min)}` : '';
}

const round = (n: number): string => (Math.round(n * 100) / 100).toString();
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
