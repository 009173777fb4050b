import { axisEdges, type Axis } from '../../extension/core/stats/axis';
import { formatBound, formatConstant } from '../../extension/core/stats/formatBound';
import { formatCount, formatFigure, formatShare } from '../../extension/core/stats/formatFigure';
import { percentile } from '../../extension/core/stats/percentile';
import { rebin } from '../../extension/core/stats/rebin';
import type { UnitCounts } from '../../extension/protocol/run';
import type { Summary } from '../../extension/protocol/summary';
import { strong, type Answer } from './answer';
import type { Column, Row } from './cell';
import { zeroShare } from './tensors';
import { meanText, spreadText } from './summaryText';

/** Outside these percentiles are tails that would press the shape together. */
const shown = { from: 0.001, to: 0.999 };

/** The axis for one tensor at several times: symlog around 0 with the first one's spread as its middle, or linear. */
export function tensorAxis(summaries: readonly Summary[], scale: Axis['scale'], bins: number): Axis {
  let low = Infinity;
  let high = -Infinity;
  for (const s of summaries) {
    const from = percentile(s, shown.from) ?? s.min;
    const to = percentile(s, shown.to) ?? s.max;
    if (from === null || to === null) continue;
    low = Math.min(low, from);
    high = Math.max(high, to);
  }
  if (low > high) low = high = 0;
  const linearWidth = summaries.find(s => s.std)?.std || Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (scale === 'symlog') {
    const reach = Math.max(-low, high) * 1.25 || 1;
    return { scale, min: -reach, max: reach, bins, linearWidth };
  }
  const room = (high - low) * 0.06 || Math.abs(low) / 2 || 1;
  return { scale, min: low - room, max: high + room, bins, linearWidth };
}

/** What training did to it: the sentence over the selected layer. */
export function comparisonAnswer(a: Summary | null, b: Summary | null): Answer {
  if (!b) return ['No values of this kind here.'];
  const broken = b.nan + b.posInf + b.negInf;
  if (broken) return [strong(formatCount(broken)), ` of ${formatCount(b.count)} values are NaN or infinite.`];
  if (b.min !== null && b.min === b.max) return ['All ', strong(formatConstant(b.min)), '.'];
  if (!a || a === b) return ['Mean ', strong(meanText(b, 2)), ', spread ', strong(spreadText(b, 2)), '.'];
  const [mean, spread] = [beforeAndAfter(a, b, meanText), beforeAndAfter(a, b, spreadText)];
  return [
    mean.before === null ? 'Mean still ' : `Mean moved ${mean.before} → `,
    strong(mean.after),
    spread.before === null ? ', spread still ' : `, spread ${spread.before} → `,
    strong(spread.after),
    '.',
  ];
}

/** More digits than these are those of rounding. */
const maxDigits = 5;

/** A figure before and after in two digits, or in as many as tell them apart; `before` is null where they are the same. */
function beforeAndAfter(a: Summary, b: Summary, text: typeof meanText): { before: string | null; after: string } {
  const figure = (summary: Summary, digits: number): string => text({ ...summary, isApproximate: false }, digits);
  const most = a.isApproximate || b.isApproximate ? 2 : maxDigits;
  for (let digits = 2; digits <= most; digits++)
    if (figure(a, digits) !== figure(b, digits)) return { before: text(a, digits), after: text(b, digits) };
  return { before: null, after: text(b, 2) };
}

/** One column of figures: a tensor at one time, and its layer's units where they were counted. */
export interface FigureColumn {
  key: string;
  summary: Summary | null;
  units: UnitCounts | null;
}

/**
 * The figures of A and B, and of another run, side by side; units where one of them has counted any.
 * @param dtype of the tensor: the bounds of whole numbers are whole
 */
export function figureRows(columns: readonly FigureColumn[], dtype = 'float32'): Row[] {
  const row = (name: string, text: (c: FigureColumn, s: Summary) => string, isGroupStart = false): Row => ({
    key: name,
    isGroupStart,
    cells: {
      name: { text: name, isMuted: true },
      ...Object.fromEntries(columns.map(c => [c.key, c.summary ? text(c, c.summary) : '–'])),
    },
  });
  const of = (part: number | undefined, whole: number | undefined) =>
    part === undefined || !whole ? '–' : `${formatCount(part)} of ${formatCount(whole)}`;
  const hasUnits = columns.some(c => c.units);
  return [
    row('mean', (_, s) => meanText(s)),
    row('std', (_, s) => spreadText(s)),
    row('min', (_, s) => formatBound(s.min, dtype), true),
    row('1 %', (_, s) => formatFigure(percentile(s, 0.01))),
    row('median', (_, s) => formatFigure(percentile(s, 0.5))),
    row('99 %', (_, s) => formatFigure(percentile(s, 0.99))),
    row('max', (_, s) => formatBound(s.max, dtype)),
    row('zero', (_, s) => formatShare(zeroShare(s)), true),
    row('NaN', (_, s) => (s.isLogged ? '–' : formatCount(s.nan))),
    row('infinite', (_, s) => (s.isLogged ? '–' : formatCount(s.posInf + s.negInf))),
    row('values', (_, s) => formatCount(s.count), true),
    ...(hasUnits
      ? [
          row('dead units', c => of(c.units?.dead, c.units?.count), true),
          row('saturated', c => of(c.units?.saturated, c.units?.count)),
        ]
      : []),
  ];
}

export const binColumns = (a: string, b: string): Column[] => [
  { key: 'from', head: 'from', isNumber: true },
  { key: 'below', head: 'below', isNumber: true },
  { key: 'a', head: `A ${a}`, isNumber: true },
  { key: 'b', head: `B ${b}`, isNumber: true },
];

/** The overlay as a table: the share of values in each bin of the drawn axis, in a dozen bins, exact zeros apart. */
export function binRows(a: Summary | null, b: Summary | null, drawn: Axis): Row[] {
  const axis = { ...drawn, bins: 12 };
  const edges = axisEdges(axis);
  const share = (s: Summary | null, i: number) => (s?.count ? formatShare((counts.get(s)?.[i] ?? 0) / s.count) : '–');
  const counts = new Map([a, b].filter(s => s !== null).map(s => [s, rebin(s, axis)]));
  const outside = (s: Summary | null) => {
    if (!s?.count) return '–';
    const inside = (counts.get(s) ?? new Float64Array()).reduce((sum, c) => sum + c, 0);
    const rest = s.count - s.zeros - s.nan - s.posInf - s.negInf - inside;
    return formatShare(rest < 0.5 ? 0 : rest / s.count);
  };
  return [
    ...Array.from({ length: axis.bins }, (_, i) => ({
      key: `bin ${i}`,
      cells: {
        from: formatFigure(edges[i]),
        below: { text: formatFigure(edges[i + 1]), isMuted: true },
        a: share(a, i),
        b: share(b, i),
      },
    })),
    { key: 'outside', cells: { from: 'beyond', a: outside(a), b: outside(b) } },
    {
      key: 'zero',
      cells: {
        from: 'exactly 0',
        a: a ? formatShare(zeroShare(a)) : '–',
        b: b ? formatShare(zeroShare(b)) : '–',
      },
    },
  ];
}

/** At most `max` of the points, the first and the last among them, evenly. */
export function everyNth<T>(points: readonly T[], max: number): T[] {
  if (points.length <= max) return [...points];
  return Array.from({ length: max }, (_, i) => points[Math.round((i * (points.length - 1)) / (max - 1))]!);
}
