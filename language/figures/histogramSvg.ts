import { axisPosition, type Axis } from '../../extension/core/stats/axis';
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

  const reach = reachOf(summary);
  const axis: Axis = { scale: 'linear', min: -reach, max: reach, bins: binsOf(width), linearWidth: 1 };
  const x = (value: number) => left + axisPosition(axis, value) * width;
  // 1. The area: a step for each bin, [left, right), to the highest one.
  const counts = rebin(summary, axis);
  const highest = Math.max(...counts);
  const step = width / counts.length;
  const heightOf = (share: number) => base - share * (base - top - 2);
  if (highest > 0) {
    let outline = `M${round(left)} ${round(base)}`;
    counts.forEach((count, i) => (outline += `V${round(heightOf(count / highest))}H${round(left + (i + 1) * step)}`));
    outline += `V${round(base)}`;
    parts.push(
      `<path d="${outline}Z" fill="${color}" fill-opacity="${colors.fill}"/>` +
        `<path d="${outline}" fill="none" stroke="${color}" stroke-width="1.25"/>`,
    );
  }
  // 2. Exact zeros are not in the bins: a pin, its height their share.
  if (summary.zeros > 0) {
    const y = heightOf(summary.zeros / summary.count);
    parts.push(
      `<path d="M${round(middle)} ${round(base)}V${round(y)}" stroke="${color}" stroke-width="1.5"/>` +
        `<circle cx="${round(middle)}" cy="${round(y)}" r="2" fill="${color}"/>`,
    );
  }
  // 3. The axis, its ends, and zero.
  parts.push(
    `<path d="M${round(left)} ${round(base)}H${round(left + width)}" stroke="${colors.foreground}" stroke-opacity="${colors.line}"/>`,
  );
  if (words) parts.push(label(words, middle, height - 3, 'middle'));
  else
    parts.push(
      label(formatFigure(-reach, 2), left, height - 3, 'start'),
      label('0', x(0), height - 3, 'middle'),
      label(formatFigure(reach, 2), left + width, height - 3, 'end'),
    );
  return parts.join('');
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
  return min === max ? `all ${formatFigure(min)}` : '';
}

const round = (n: number): string => (Math.round(n * 100) / 100).toString();
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
