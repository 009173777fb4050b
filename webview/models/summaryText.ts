import type { Summary } from '../../extension/protocol/summary';
import { formatFigure } from '../../extension/core/stats/formatFigure';

type Moments = Pick<Summary, 'mean' | 'std' | 'isApproximate'>;

/** Before figures of which some were reckoned from the rows of a logged histogram. */
export const aboutMark = (...summaries: readonly Pick<Summary, 'isApproximate'>[]): string =>
  summaries.some(s => s.isApproximate) ? '≈' : '';

const marked = (value: number | null, summary: Moments, digits?: number): string =>
  `${value === null ? '' : aboutMark(summary)}${formatFigure(value, digits)}`;

/** `0.0312`, `≈0.0312`; `–` where it is not known. */
export const meanText = (summary: Moments, digits?: number): string => marked(summary.mean, summary, digits);
export const spreadText = (summary: Moments, digits?: number): string => marked(summary.std, summary, digits);
