import { formatCount, formatFigure } from '../../../extension/core/stats/formatFigure';

/** A tensor of one axis is folded into rows of so many values. */
const foldedColumns = 10;
/** Values that one request asks for. */
export const pageValues = 10_000;
/** A page of the browser cannot be higher or wider than some 33 million pixels; beyond this, scrolling goes in greater steps. */
const maxExtentPx = 8_000_000;

/** How a tensor lies in a grid: its first axes flattened into rows, its last axis in columns. */
export interface ValueGrid {
  shape: readonly number[];
  total: number;
  rows: number;
  columns: number;
  /** Of one axis, folded: a row is a piece of it. */
  isFolded: boolean;
}

export function valueGrid(shape: readonly number[]): ValueGrid {
  const total = shape.reduce((product, d) => product * d, 1);
  const isFolded = shape.length === 1;
  const last = shape.at(-1) ?? 1;
  const columns = isFolded ? Math.min(foldedColumns, last) : last;
  return { shape, total, rows: columns ? Math.ceil(total / columns) : 0, columns, isFolded };
}

/** The place of a cell among the tensor's values in row-major order; null where a folded row has no more. */
export function placeOf({ columns, total }: ValueGrid, row: number, column: number): number | null {
  const place = row * columns + column;
  return place < total ? place : null;
}

/** `[2, 0, 31]`; empty brackets for a scalar. */
export const indexText = (shape: readonly number[], place: number): string => `[${indexOf(shape, place).join(', ')}]`;

/** What stands before a row: `[2, 0, :]`, or `[20:30]` where one axis is folded. */
export function rowHead({ shape, columns, isFolded, total }: ValueGrid, row: number): string {
  if (isFolded) return `[${row * columns}:${Math.min(total, (row + 1) * columns)}]`;
  if (!shape.length) return '[]';
  return `[${[...indexOf(shape.slice(0, -1), row), ':'].join(', ')}]`;
}
/** What stands over a column: its index on the last axis, or how far it is from the row's first. */
export const columnHead = ({ isFolded }: ValueGrid, column: number): string =>
  isFolded ? `+${column}` : formatCount(column);

function indexOf(shape: readonly number[], place: number): number[] {
  const index: number[] = [];
  let rest = place;
  for (const size of shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/**
 * The place that a person typed: `2, 0, 31` with or without brackets, negative ones from the end as in NumPy; one number alone
 * counts through the whole tensor. An error is said in words.
 */
export function parseIndex(grid: ValueGrid, text: string): { place: number } | { error: string } {
  const { shape, total } = grid;
  const ends = shape.map(d => d - 1).join(', ');
  const words = text.replace(/^[\s[(]+|[\s\])]+$/g, '');
  const parts = words === '' ? [] : words.split(/[\s,]+/);
  const numbers = parts.map(Number);
  if (!parts.length || !numbers.every(Number.isInteger))
    return {
      error: shape.length > 1 ? `Type ${shape.length} indices, up to ${ends}.` : `Type an index up to ${ends}.`,
    };
  if (numbers.length === 1) {
    const place = numbers[0]! < 0 ? total + numbers[0]! : numbers[0]!;
    return place >= 0 && place < total ? { place } : { error: `It has ${formatCount(total)} values.` };
  }
  if (numbers.length !== shape.length) return { error: `It has ${shape.length} axes: up to ${ends}.` };
  let place = 0;
  for (const [i, size] of shape.entries()) {
    const at = numbers[i]! < 0 ? size + numbers[i]! : numbers[i]!;
    if (at < 0 || at >= size) return { error: `The last index is ${ends}.` };
    place = place * size + at;
  }
  return { place };
}

/** Numbers of the pages that the cells of a window lie on, ascending. */
export function pagesOf(
  grid: ValueGrid,
  rows: readonly [number, number],
  columns: readonly [number, number],
): number[] {
  const pages = new Set<number>();
  for (let row = rows[0]; row < rows[1]; row++) {
    const first = row * grid.columns + columns[0];
    const last = Math.min(grid.total, row * grid.columns + columns[1]) - 1;
    for (let page = Math.floor(first / pageValues); page <= Math.floor(last / pageValues); page++) pages.add(page);
  }
  return [...pages].sort((a, b) => a - b);
}

/** How long a scroll bar over so many cells of `size` pixels is. */
export const scrollExtent = (cells: number, size: number): number => Math.min(cells * size, maxExtentPx);

/** The first of the cells in view for a place of the scroll bar, where `inView` of them are; both ends are reached. */
export function firstInView(scroll: number, maxScroll: number, cells: number, inView: number): number {
  const last = Math.max(0, cells - inView);
  return maxScroll > 0 ? Math.min(last, Math.round((scroll / maxScroll) * last)) : 0;
}
/** Where the scroll bar stands for a first cell. */
export function scrollFor(first: number, maxScroll: number, cells: number, inView: number): number {
  const last = Math.max(0, cells - inView);
  return last > 0 ? (first / last) * maxScroll : 0;
}

/** A value in a cell: four significant figures, whole numbers and words whole. */
export function valueText(value: number | string, dtype: string): string {
  if (typeof value === 'string') return { Infinity: '∞', '-Infinity': '−∞' }[value] ?? value;
  if (dtype === 'bool') return value ? 'true' : 'false';
  return /int/.test(dtype) ? formatCount(value) : formatFigure(value, 4);
}
/** What a broken value is; null for an ordinary one. */
export function brokenWord(value: number | string): 'NaN' | 'infinite' | null {
  if (value === 'NaN') return 'NaN';
  return value === 'Infinity' || value === '-Infinity' ? 'infinite' : null;
}

/** Where a key leads from a cell, `page` rows at a time; null for other keys. */
export function cellByKey(
  { rows, columns }: ValueGrid,
  { row, column }: { row: number; column: number },
  { key, ctrlKey, metaKey }: { key: string; ctrlKey: boolean; metaKey: boolean },
  page: number,
): { row: number; column: number } | null {
  const isWhole = ctrlKey || metaKey;
  const to: Record<string, [number, number]> = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    PageUp: [row - page, column],
    PageDown: [row + page, column],
    Home: [isWhole ? 0 : row, 0],
    End: [isWhole ? rows - 1 : row, columns - 1],
  };
  const next = to[key];
  if (!next) return null;
  const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));
  return { row: within(next[0], rows), column: within(next[1], columns) };
}
