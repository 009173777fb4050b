import type { Column, Row } from './cell';

/** The table of a chart: a row for each of its points. */
export interface ChartTable {
  columns: readonly Column[];
  rows: readonly Row[];
  selected?: readonly (string | null)[];
}

/** The table as lines of cells parted by tabs, as a spreadsheet takes it. */
export function tableText({ columns, rows }: ChartTable): string {
  const text = (row: Row, key: string): string => {
    const cell = row.cells[key] ?? '';
    const words = typeof cell === 'string' ? cell : [cell.text, cell.tag, cell.small].filter(Boolean).join(' ');
    return words.replace(/[\t\r\n]+/g, ' ');
  };
  return [columns.map(c => c.head), ...rows.map(r => columns.map(c => text(r, c.key)))]
    .map(line => line.join('\t'))
    .join('\n');
}
