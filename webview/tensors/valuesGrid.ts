import { element, listen, setAttribute, setText, setVisible } from '../dom/element';
import {
  brokenWord,
  cellByKey,
  columnHead,
  firstInView,
  indexText,
  pageValues,
  placeOf,
  rowHead,
  scrollExtent,
  scrollFor,
  valueText,
  type ValueGrid,
} from '../models/tensorNames/valueGrid';

const rowPx = 22;
/** At least; columns share what is left over. */
const columnPx = 76;
/** Of a scroll bar. */
const barPx = 12;
const maxRows = 14;
/** About so wide is a digit of a row's head. */
const digitPx = 7;

export interface ShownValues {
  grid: ValueGrid;
  name: string;
  dtype: string;
  /** Values of a page that has come; null for one that has not. */
  page(page: number): readonly (number | string)[] | null;
}
interface Cell {
  row: number;
  column: number;
}

/**
 * The values of a tensor, of which only those in view are in the page. One stop of Tab; arrows, Page Up and Page Down, Home
 * and End move, with Ctrl to the tensor's ends.
 */
export class ValuesGrid {
  readonly element: HTMLElement;
  private readonly extent = element('div', { class: 'extent', 'aria-hidden': 'true' });
  private readonly pane = element('div', { class: 'pane', role: 'presentation' });
  private shown: ShownValues | null = null;
  private first: Cell = { row: 0, column: 0 };
  /** Where we have scrolled to: that is not the person's doing. */
  private scrolled = { top: 0, left: 0 };
  private active: Cell = { row: 0, column: 0 };

  /** `onView`: other cells are in view, or another one has the cursor. */
  constructor(private readonly onView: () => void) {
    this.element = element('div', { class: 'values-grid', role: 'grid', tabindex: 0 }, this.pane, this.extent);
    listen(this.element, {
      keydown: event => this.onKey(event),
      click: event => {
        const { row, column } = (event.target as HTMLElement).dataset;
        if (row !== undefined && column !== undefined) this.moveTo({ row: Number(row), column: Number(column) });
      },
    });
    this.element.addEventListener('scroll', () => this.onScroll(), { passive: true });
  }

  show(shown: ShownValues): void {
    const isOther = shown.name !== this.shown?.name || String(shown.grid.shape) !== String(this.shown.grid.shape);
    this.shown = shown;
    const { grid } = shown;
    setAttribute(this.element, 'aria-label', `Values of ${shown.name}`);
    setAttribute(this.element, 'aria-rowcount', grid.rows + 1);
    setAttribute(this.element, 'aria-colcount', grid.columns + 1);
    const isWider = grid.columns > this.columnsInView;
    const { roomPx } = this;
    this.element.style.height = `${(Math.min(maxRows, grid.rows) + 1) * rowPx + 2 + (isWider ? barPx : 0)}px`;
    this.element.style.setProperty('--head', `${this.headPx}px`);
    this.element.style.setProperty('--column', `${isWider ? roomPx / this.columnsInView : columnPx}px`);
    this.extent.style.height = `${scrollExtent(grid.rows, rowPx) + rowPx}px`;
    this.extent.style.width = `${scrollExtent(grid.columns, columnPx) + this.headPx}px`;
    if (isOther) {
      this.first = this.active = { row: 0, column: 0 };
      this.scroll();
    }
    this.draw();
  }

  /** The place of the cell with the cursor. */
  get place(): number | null {
    return this.shown && placeOf(this.shown.grid, this.active.row, this.active.column);
  }

  isShowing(name: string): boolean {
    return this.shown?.name === name;
  }

  /** Rows and columns in view, ends exclusive. */
  get inView(): { rows: [number, number]; columns: [number, number] } {
    const { rows, columns } = this.shown!.grid;
    const { row, column } = this.first;
    return {
      rows: [row, Math.min(rows, row + this.rowsInView)],
      columns: [column, Math.min(columns, column + this.columnsInView)],
    };
  }

  /** Puts the cursor on a value. */
  goTo(place: number): void {
    const { columns } = this.shown!.grid;
    this.moveTo({ row: Math.floor(place / columns), column: place % columns });
  }

  private get headPx(): number {
    const { grid } = this.shown!;
    return Math.max(44, rowHead(grid, Math.max(0, grid.rows - 1)).length * digitPx + 12);
  }
  private get rowsInView(): number {
    return Math.max(1, Math.min(maxRows, this.shown!.grid.rows));
  }
  private get columnsInView(): number {
    return Math.max(1, Math.floor(this.roomPx / columnPx));
  }
  /** Of the columns. A scroll bar takes its part of what clientWidth is only once it is there. */
  private get roomPx(): number {
    const { offsetWidth } = this.element;
    return offsetWidth - 2 - this.headPx - (this.shown!.grid.rows > maxRows ? barPx : 0);
  }

  private moveTo({ row, column }: Cell): void {
    this.active = { row, column };
    const { rowsInView, columnsInView } = this;
    const shift = (first: number, at: number, count: number) => Math.max(Math.min(first, at), at - count + 1);
    this.first = {
      row: shift(this.first.row, row, rowsInView),
      column: shift(this.first.column, column, columnsInView),
    };
    this.scroll();
    this.draw();
    this.onView();
  }

  private onKey(event: KeyboardEvent): void {
    if (!this.shown || event.altKey) return;
    const next = cellByKey(this.shown.grid, this.active, event, this.rowsInView);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    // a folded row may end before its last column
    while (next.column > 0 && placeOf(this.shown.grid, next.row, next.column) === null) next.column--;
    this.moveTo(next);
  }

  private onScroll(): void {
    const { scrollTop, scrollLeft } = this.element;
    if (!this.shown) return;
    if (Math.abs(scrollTop - this.scrolled.top) < 1 && Math.abs(scrollLeft - this.scrolled.left) < 1) return;
    this.scrolled = { top: scrollTop, left: scrollLeft };
    const { rows, columns } = this.shown.grid;
    const [maxTop, maxLeft] = this.maxScroll;
    this.first = {
      row: firstInView(scrollTop, maxTop, rows, this.rowsInView),
      column: firstInView(scrollLeft, maxLeft, columns, this.columnsInView),
    };
    this.draw();
    this.onView();
  }

  private scroll(): void {
    const { rows, columns } = this.shown!.grid;
    const [maxTop, maxLeft] = this.maxScroll;
    this.element.scrollTop = scrollFor(this.first.row, maxTop, rows, this.rowsInView);
    this.element.scrollLeft = scrollFor(this.first.column, maxLeft, columns, this.columnsInView);
    this.scrolled = { top: this.element.scrollTop, left: this.element.scrollLeft };
  }
  private get maxScroll(): [number, number] {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = this.element;
    return [scrollHeight - clientHeight, scrollWidth - clientWidth];
  }

  private draw(): void {
    const { grid, dtype, page } = this.shown!;
    const { rows, columns } = this.inView;
    const cells = Array.from({ length: columns[1] - columns[0] }, (_, i) => columns[0] + i);
    const head = this.row(0, cells.length);
    setAttribute(head, 'aria-rowindex', 1);
    cells.forEach((column, i) => {
      const cell = cellOf(head, i + 1, 'columnheader');
      setText(cell, columnHead(grid, column));
      setAttribute(cell, 'aria-colindex', column + 2);
    });
    cellOf(head, 0, 'columnheader');
    for (let i = 0; i < rows[1] - rows[0]; i++) {
      const row = rows[0] + i;
      const line = this.row(i + 1, cells.length);
      setAttribute(line, 'aria-rowindex', row + 2);
      setText(cellOf(line, 0, 'rowheader'), rowHead(grid, row));
      cells.forEach((column, c) => {
        const place = placeOf(grid, row, column);
        const value = place === null ? '' : page(Math.floor(place / pageValues))?.[place % pageValues];
        const cell = cellOf(line, c + 1, 'gridcell');
        const isActive = row === this.active.row && column === this.active.column;
        const broken = value === undefined ? null : brokenWord(value);
        const state = [value === undefined && 'unread', broken && 'broken', isActive && 'active'];
        setAttribute(cell, 'class', state.filter(Boolean).join(' '));
        setAttribute(cell, 'data-row', row);
        setAttribute(cell, 'data-column', column);
        setAttribute(cell, 'aria-colindex', column + 2);
        setAttribute(cell, 'id', isActive ? 'active-value' : null);
        setAttribute(cell, 'aria-selected', isActive ? 'true' : null);
        setAttribute(
          cell,
          'title',
          place === null ? null : `${indexText(grid.shape, place)}: ${value ?? 'not read yet'}`,
        );
        setText(cell, value === undefined ? '·' : value === '' && place === null ? '' : valueText(value, dtype));
      });
    }
    for (let i = rows[1] - rows[0] + 1; i < this.pane.children.length; i++)
      setVisible(this.pane.children[i] as HTMLElement, false);
    const isInView = this.pane.querySelector('#active-value') !== null;
    setAttribute(this.element, 'aria-activedescendant', isInView ? 'active-value' : null);
  }

  /** The i-th line of the pane, with a head and so many cells. */
  private row(i: number, cells: number): HTMLElement {
    while (this.pane.children.length <= i) this.pane.append(element('div', { class: 'line', role: 'row' }));
    const line = this.pane.children[i] as HTMLElement;
    setVisible(line, true);
    while (line.children.length > cells + 1) line.lastElementChild!.remove();
    return line;
  }
}

function cellOf(line: HTMLElement, i: number, role: string): HTMLElement {
  while (line.children.length <= i) line.append(element('span', {}));
  const cell = line.children[i] as HTMLElement;
  setAttribute(cell, 'role', role);
  return cell;
}
