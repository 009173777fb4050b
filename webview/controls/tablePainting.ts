import { beginCanvas } from '../charts/canvas';
import { element } from '../dom/element';
import type { Cell, Column, Row } from '../models/cell';
import type { TableRows } from './tableRows';

export const rowHeight = 22;
/** Draws a cell at the origin of the context. */
export type PaintCell = (g: CanvasRenderingContext2D, cell: Cell, width: number, height: number) => void;

interface Place {
  td: HTMLElement;
  cell: Cell | null;
}
interface Layer {
  canvas: HTMLCanvasElement;
  places: readonly Place[];
}
interface Measured extends Layer {
  width: number;
  height: number;
  left: number;
  top: number;
  tops: number[];
}

/** One canvas over each painted column of a table: its cells are drawn at the places of their rows. */
export class TablePainting {
  private readonly canvases = new Map<string, HTMLCanvasElement>();

  constructor(
    private readonly container: HTMLElement,
    private readonly paintCell: PaintCell | undefined,
  ) {}

  paint(columns: readonly Column[], rows: readonly Row[], drawn: TableRows): void {
    const { paintCell } = this;
    if (!paintCell) return;
    const layers: Layer[] = [];
    for (const { key, isPainted } of columns) {
      if (!isPainted) continue;
      const places = rows.flatMap(row => {
        const cell = row.cells[key];
        const td = drawn.cell(row.key, key);
        return td ? [{ td, cell: typeof cell === 'object' ? cell : null }] : [];
      });
      if (places.length) layers.push({ canvas: this.canvasOf(key), places });
    }
    for (const canvas of this.canvases.values()) canvas.hidden = !layers.some(l => l.canvas === canvas);
    // All is measured before anything is drawn: reading after writing would lay the page out again and again.
    const measured = layers.map(l => this.measure(l));
    for (const layer of measured) drawLayer(layer, paintCell);
  }

  private canvasOf(key: string): HTMLCanvasElement {
    let canvas = this.canvases.get(key);
    if (!canvas) {
      canvas = element('canvas', { class: 'painted', 'aria-hidden': 'true' });
      this.canvases.set(key, canvas);
      this.container.append(canvas);
    }
    return canvas;
  }

  private measure(layer: Layer): Measured {
    const { container } = this;
    const first = layer.places[0]!.td;
    const rect = first.getBoundingClientRect();
    const origin = container.getBoundingClientRect();
    const { paddingLeft, paddingRight } = getComputedStyle(first);
    const padding = parseFloat(paddingLeft);
    return {
      ...layer,
      width: Math.max(0, rect.width - padding - parseFloat(paddingRight)),
      height: layer.places.length * rowHeight + 2,
      left: rect.left - origin.left + container.scrollLeft + padding,
      top: rect.top - origin.top + container.scrollTop,
      tops: layer.places.map(({ td, cell }) => (cell ? td.getBoundingClientRect().top - rect.top + 2 : 0)),
    };
  }
}

function drawLayer({ canvas, places, width, height, left, top, tops }: Measured, paint: PaintCell): void {
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  const g = beginCanvas(canvas, width, height);
  if (!width) return;
  places.forEach(({ cell }, i) => {
    if (!cell) return;
    g.save();
    g.translate(0, tops[i]!);
    paint(g, cell, width, rowHeight - 4);
    g.restore();
  });
}
