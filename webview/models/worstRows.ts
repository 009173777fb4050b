import { formatGrowth } from '../../extension/core/stats/formatFigure';
import type { Finding } from '../../extension/protocol/finding';
import { findingsOf } from './layerHealth';
import { isBeyondLimit, type ScaleRow } from './scaleRows';

/** One of the layers to look at first. */
export interface WorstRow {
  /** Of the row among all. */
  index: number;
  /** `▲ ×1,098`, or what its finding says. */
  label: string;
  /** Its gravest finding; null for one whose variance alone departs. */
  finding: Finding | null;
}
const maxWorst = 3;
const ranks = { error: 2, warning: 1, info: 0 } as const;

/**
 * The layers to look at first, at most three: those with a finding, the gravest first, among equals the one whose variance
 * departs most from the layer before; then those whose variance departs beyond the limit.
 */
export function worstRows(rows: readonly ScaleRow[], findings: readonly Finding[], model: string): WorstRow[] {
  const departure = (row: ScaleRow) => (row.growth ? Math.abs(Math.log(row.growth)) : 0);
  const judged = rows.map((row, index) => {
    const finding = findingsOf(findings, model, row.layer).find(f => f.severity !== 'info') ?? null;
    return { row, index, finding, rank: finding ? ranks[finding.severity] : 0 };
  });
  return judged
    .filter(j => j.finding !== null || isBeyondLimit(j.row.growth))
    .sort((a, b) => b.rank - a.rank || departure(b.row) - departure(a.row))
    .slice(0, maxWorst)
    .map(({ row, index, finding }) => ({ index, finding, label: labelOf(row, finding) }));
}

function labelOf({ growth }: ScaleRow, finding: Finding | null): string {
  return isBeyondLimit(growth) ? `${growth! > 1 ? '▲' : '▼'} ${formatGrowth(growth)}` : (finding?.label ?? '');
}
