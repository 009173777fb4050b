import { maxStackedRows } from '../models/depthGroups';
import type { CandidatePicture } from './candidateColumns';

/** Above the rows: the name, what it does, the first loss. */
export const head = 56;
export const foot = 20;
export const rowGap = 12;
export const columnGap = 24;
const minColumn = 196;
const rowHeight = 42;
/** With more layers than have a row with a histogram, rows are only as high as all fit. */
const deepHeight = 480;

/** Where everything lies, in CSS pixels. */
export interface CandidateLayout {
  names: number;
  perLine: number;
  lines: number;
  columnWidth: number;
  row: number;
  isDeep: boolean;
  height: number;
}

export function candidateLayout(
  width: number,
  picture: CandidatePicture,
  measure: (text: string) => number,
): CandidateLayout {
  const { layers, total } = picture;
  const widest = Math.max(0, ...layers.map(measure));
  const names = Math.min(width < 460 ? 72 : 128, Math.max(44, Math.ceil(widest) + 12));
  const most = Math.max(1, Math.floor((width - names + columnGap) / (minColumn + columnGap)));
  const lines = Math.max(1, Math.ceil(total / most));
  const perLine = Math.max(1, Math.ceil(total / lines));
  const columnWidth = (width - names - (perLine - 1) * columnGap) / perLine;
  const isDeep = layers.length > maxStackedRows;
  const row = isDeep ? Math.max(4, deepHeight / layers.length) : rowHeight;
  const height = lines * (head + layers.length * row + foot) + (lines - 1) * rowGap;
  return { names, perLine, lines, columnWidth, row, isDeep, height: Math.ceil(height) };
}

/** The candidate and the layer that lie at a point; -1 where none does. */
export function candidateAt(
  x: number,
  y: number,
  picture: CandidatePicture,
  layout: CandidateLayout,
): { column: number; layer: number } {
  const lineHeight = head + picture.layers.length * layout.row + foot + rowGap;
  const line = Math.floor(y / lineHeight);
  const layer = Math.floor((y - line * lineHeight - head) / layout.row);
  const place = Math.floor((x - layout.names) / (layout.columnWidth + columnGap));
  const column = line * layout.perLine + place;
  const isColumn = place >= 0 && place < layout.perLine && column < picture.columns.length;
  return {
    column: isColumn ? column : -1,
    layer: layer >= 0 && layer < picture.layers.length ? layer : -1,
  };
}
