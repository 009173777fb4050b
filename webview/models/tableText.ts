import { formatShare } from '../../extension/core/stats/formatFigure';
import type { Column, Row, TableSort } from './cell';

/** The table of a chart: a row for each of its points. */
export interface ChartTable {
  columns: readonly Column[];
  rows: readonly Row[];
  selected?: readonly (string | null)[];
  /** Where its heads sort it: how it is sorted. */
  sort?: TableSort | null;
}

/** The words of a cell, on one line; a bar is its share, a link its place. */
function cellText(row: Row, key: string): string {
  const cell = row.cells[key] ?? '';
  if (typeof cell === 'string') return oneLine(cell);
  const { text, pieces, tag, tags, small, share, site } = cell;
  const words = [
    text,
    pieces?.map(p => p.text).join(''),
    tag,
    ...(tags ?? []),
    small,
    typeof share === 'number' ? formatShare(share) : '',
  ]
    .filter(Boolean)
    .join(' ');
  return oneLine(words || (site ? `${site.file}:${site.line}` : ''));
}
const oneLine = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');

/** The table as lines of cells parted by tabs, as a spreadsheet takes it. */
export function tableText({ columns, rows }: ChartTable): string {
  return [columns.map(c => c.head), ...rows.map(r => columns.map(c => cellText(r, c.key)))]
    .map(line => line.join('\t'))
    .join('\n');
}

/** The table in Markdown, numbers to the right; rows of a tree are indented, columns that say nothing left out. */
export function markdownTable({ columns, rows }: ChartTable): string {
  const said = columns.filter(c => rows.some(r => cellText(r, c.key)));
  const escaped = (text: string) => text.replace(/[\\|`*_<>[\]]/g, '\\$&');
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const indent = (row: Row, i: number) => (i === 0 && row.level ? '\u2003'.repeat(row.level) : '');
  return [
    line(said.map(c => escaped(c.head))),
    line(said.map(c => (c.isNumber ? '---:' : '---'))),
    ...rows.map(r => line(said.map((c, i) => indent(r, i) + escaped(cellText(r, c.key))))),
  ].join('\n');
}
