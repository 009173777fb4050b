import { beginCanvas } from '../charts/canvas';
import type { Cell } from '../models/cell';

export const rowHeight = 22;
/** Draws a cell at the origin of the context. */
export type PaintCell = (g: CanvasRenderingContext2D, cell: Cell, width: number, height: number) => void;

/** Lays one canvas over a column and draws its cells at the places of their rows; all are measured before anything is drawn. */
export function paintColumn(
  canvas: HTMLCanvasElement,
  container: HTMLElement,
  places: readonly { td: HTMLElement; cell: Cell | null }[],
  paint: PaintCell,
): void {
  const first = places[0]!.td;
  const rect = first.getBoundingClientRect();
  const origin = container.getBoundingClientRect();
  const padding = parseFloat(getComputedStyle(first).paddingLeft);
  const width = rect.width - 2 * padding;
  const height = places.length * rowHeight + 2;
  const tops = places.map(({ td, cell }) => (cell ? td.getBoundingClientRect().top - rect.top + 2 : 0));
  Object.assign(canvas.style, {
    left: `${rect.left - origin.left + container.scrollLeft + padding}px`,
    top: `${rect.top - origin.top + container.scrollTop}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  const g = beginCanvas(canvas, width, height);
  places.forEach(({ cell }, i) => {
    if (!cell) return;
    g.save();
    g.translate(0, tops[i]!);
    paint(g, cell, width, rowHeight - 4);
    g.restore();
  });
}
