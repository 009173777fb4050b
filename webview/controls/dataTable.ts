import { element, listen, setAttribute, setText, setVisible } from '../dom/element';
import type { Cell, Column, Row } from '../models/cell';
import type { Reveal } from './siteLink';
import { cellContent, isPlain } from './tableCell';
import { paintColumn, rowHeight, type PaintCell } from './tablePainting';

/** More rows than this: only those in view are in the page. */
const maxWholeRows = 120;
const overscan = 8;

interface TableOptions {
  label: string;
  /** `treegrid` folds. */
  role?: 'grid' | 'treegrid';
  /** Rows in view before the table scrolls by itself; without: all. */
  maxRows?: number;
  reveal?: Reveal;
  onSelect?(key: string): void;
  /** Enter, and a double click. */
  onOpen?(key: string): void;
  onToggle?(key: string, isExpanded: boolean): void;
  /** Draws a cell of a painted column, at the origin of the context. */
  paint?: PaintCell;
}

interface RowParts {
  tr: HTMLTableRowElement;
  cells: Map<string, HTMLTableCellElement>;
  shown: Map<string, string>;
}

/** A table of rows of 22 px: one stop of Tab, arrows move, in place updates, long ones windowed. */
export class DataTable {
  readonly element: HTMLElement;
  private readonly table: HTMLTableElement;
  private readonly head = element('tr');
  private readonly body = element('tbody');
  private readonly foot = element('tfoot');
  private readonly canvas = element('canvas', { class: 'painted', 'aria-hidden': 'true' });
  private readonly above = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
  private readonly below = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
  private readonly parts = new Map<string, RowParts>();
  private columns: readonly Column[] = [];
  private columnsShown = '';
  private rows: readonly Row[] = [];
  private footRow: Row | null = null;
  private selected: ReadonlySet<string> = new Set();
  private isNested = false;
  private selectable: ReadonlySet<string> = new Set();
  private focused: string | null = null;
  private painted: Column | undefined;

  constructor(private readonly options: TableOptions) {
    this.table = element(
      'table',
      { role: options.onSelect ? (options.role ?? 'grid') : 'table', 'aria-label': options.label },
      element('thead', {}, this.head),
      this.body,
      this.foot,
    );
    this.element = element('div', { class: 'data-table' }, this.table, this.canvas);
    if (options.maxRows) this.element.style.maxHeight = `${(options.maxRows + 1) * rowHeight + 2}px`;
    this.element.classList.toggle('scrolls', options.maxRows !== undefined);
    this.element.addEventListener('scroll', () => this.isWindowed && this.drawRows(), { passive: true });
    listen(this.body, {
      click: event => this.onPointer(event, false),
      dblclick: event => this.onPointer(event, true),
      keydown: event => this.onKey(event),
    });
  }

  show(
    columns: readonly Column[],
    rows: readonly Row[],
    selected: readonly (string | null)[] = [],
    foot: Row | null = null,
  ): void {
    this.columns = columns;
    this.rows = rows;
    this.footRow = foot;
    this.selected = new Set(selected.filter(k => k !== null));
    this.selectable = new Set(rows.filter(r => r.isSelectable).map(r => r.key));
    this.isNested = this.options.role === 'treegrid' && rows.some(r => r.isExpanded !== undefined);
    this.painted = columns.find(c => c.isPainted);
    this.drawHead();
    this.drawRows();
  }

  /** Brings a row into the table's own view, without moving the page; nothing happens where it is in view. */
  scrollTo(key: string): void {
    const index = this.rows.findIndex(r => r.key === key);
    if (index < 0 || !this.options.maxRows) return;
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = this.element;
    const visible = clientHeight - 2 * rowHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top > scrollTop + visible) this.element.scrollTop = top - visible;
  }

  private get isWindowed(): boolean {
    return this.options.maxRows !== undefined && this.rows.length > maxWholeRows;
  }

  private drawHead(): void {
    const text = JSON.stringify(this.columns);
    if (text === this.columnsShown) return;
    this.columnsShown = text;
    this.parts.clear();
    this.body.replaceChildren();
    this.head.replaceChildren(
      ...this.columns.map(c => {
        const th = element('th', { class: classOf(c), scope: 'col', title: c.title }, c.head);
        if (c.width) th.style.width = c.width;
        return th;
      }),
    );
  }

  private drawRows(): void {
    const [from, to] = this.window();
    const wanted = this.rows.slice(from, to);
    const keys = new Set(wanted.map(r => r.key));
    for (const [key, { tr }] of this.parts)
      if (!keys.has(key) && key !== this.footRow?.key) {
        if (tr.contains(document.activeElement)) this.element.classList.add('lost-focus');
        tr.remove();
        this.parts.delete(key);
      }
    this.spacer(this.above, from);
    this.spacer(this.below, this.rows.length - to);
    let before: ChildNode | null = null;
    const nodes = [
      ...(this.isWindowed ? [this.above] : []),
      ...wanted.map(r => this.drawRow(r)),
      ...(this.isWindowed ? [this.below] : []),
    ];
    for (const node of nodes) {
      const next: ChildNode | null = before ? before.nextSibling : this.body.firstChild;
      if (next !== node) this.body.insertBefore(node, next);
      before = node;
    }
    if (!this.isWindowed) {
      this.above.remove();
      this.below.remove();
    }
    if (this.footRow) {
      const tr = this.drawRow(this.footRow);
      if (tr.parentElement !== this.foot) this.foot.replaceChildren(tr);
    } else if (this.foot.firstChild) this.foot.replaceChildren();
    this.moveStop();
    this.paint(wanted);
  }

  private window(): [number, number] {
    if (!this.isWindowed) return [0, this.rows.length];
    const first = Math.floor(this.element.scrollTop / rowHeight) - overscan;
    const count =
      Math.ceil((this.element.clientHeight || this.options.maxRows! * rowHeight) / rowHeight) + 2 * overscan;
    const from = Math.max(0, Math.min(first, this.rows.length - count));
    return [from, Math.min(this.rows.length, from + count)];
  }

  private spacer(row: HTMLTableRowElement, count: number): void {
    row.style.height = `${count * rowHeight}px`;
    if (!row.firstChild) row.append(element('td', { colspan: 99 }));
  }

  private drawRow(row: Row): HTMLTableRowElement {
    let parts = this.parts.get(row.key);
    if (!parts) {
      parts = { tr: element('tr', { 'data-key': row.key }), cells: new Map(), shown: new Map() };
      for (const column of this.columns) {
        const td = element('td', { class: classOf(column) });
        parts.cells.set(column.key, td);
        parts.tr.append(td);
      }
      this.parts.set(row.key, parts);
    }
    const { tr } = parts;
    const isSelected = this.selected.has(row.key);
    tr.className = [
      isSelected && 'selected',
      row.isMuted && 'muted',
      row.isGroupStart && 'group-start',
      row.isSelectable && this.options.onSelect && 'selectable',
    ]
      .filter(Boolean)
      .join(' ');
    setAttribute(tr, 'aria-selected', row.isSelectable && this.options.onSelect ? String(isSelected) : null);
    setAttribute(tr, 'aria-level', row.level === undefined || this.options.role !== 'treegrid' ? null : row.level + 1);
    setAttribute(tr, 'aria-expanded', row.isExpanded === undefined ? null : String(row.isExpanded));
    let covered = 0;
    this.columns.forEach((column, i) => {
      const cell = row.cells[column.key];
      setVisible(parts.cells.get(column.key)!, covered === 0);
      covered = typeof cell === 'object' && cell.span ? cell.span - 1 : Math.max(0, covered - 1);
      this.drawCell(parts, row, column, i === 0);
    });
    return tr;
  }

  private drawCell(parts: RowParts, row: Row, column: Column, isFirst: boolean): void {
    const given = row.cells[column.key] ?? '';
    const cell: Cell = typeof given === 'string' ? { text: given } : given;
    // What is painted is not part of the page's text.
    const plain = { ...cell, summary: undefined, spreads: undefined };
    const tree = isFirst && this.isNested ? { level: row.level ?? 0, isExpanded: row.isExpanded } : null;
    const text = JSON.stringify([plain, tree]);
    if (parts.shown.get(column.key) === text) return;
    parts.shown.set(column.key, text);
    const td = parts.cells.get(column.key)!;
    if (cell.span) td.colSpan = cell.span;
    setAttribute(td, 'title', cell.title || null);
    if (!tree && isPlain(cell)) {
      if (td.childElementCount) td.replaceChildren();
      return setText(td, cell.text ?? '');
    }
    td.replaceChildren(...cellContent(cell, tree, this.options.reveal));
  }

  /** One canvas over the painted column: its cells are drawn at the places of their rows. */
  private paint(rows: readonly Row[]): void {
    const { painted: column, options } = this;
    const places = rows.flatMap(row => {
      const cell = column && row.cells[column.key];
      const td = column && this.parts.get(row.key)?.cells.get(column.key);
      return td ? [{ td, cell: typeof cell === 'object' ? cell : null }] : [];
    });
    this.canvas.hidden = !options.paint || places.length === 0;
    if (options.paint && !this.canvas.hidden) paintColumn(this.canvas, this.element, places, options.paint);
  }

  /** Exactly one row is in the order of Tab: the one with the focus, else the chosen one, else the first. */
  private moveStop(): void {
    if (!this.options.onSelect) return;
    const [first] = this.selectable;
    const isThere = (key: string | null | undefined) => key !== null && key !== undefined && this.parts.has(key);
    const chosen = [this.focused, ...this.selected, first].find(isThere);
    for (const [key, { tr }] of this.parts)
      setAttribute(tr, 'tabindex', key === chosen ? 0 : this.isSelectable(key) ? -1 : null);
    if (this.element.classList.contains('lost-focus') && chosen) {
      this.element.classList.remove('lost-focus');
      // a page that has lost the focus to the source does not take it back
      if (document.hasFocus()) this.parts.get(chosen)!.tr.focus({ preventScroll: true });
    }
  }
  private isSelectable(key: string): boolean {
    return this.selectable.has(key);
  }

  private onPointer(event: MouseEvent, isDouble: boolean): void {
    const target = event.target as HTMLElement;
    if (target.closest('a')) return;
    const tr = target.closest('tr');
    const key = tr?.dataset['key'];
    if (!tr || key === undefined || !this.isSelectable(key)) return;
    this.focused = key;
    if (target.classList.contains('twistie') && tr.hasAttribute('aria-expanded'))
      return this.options.onToggle?.(key, tr.getAttribute('aria-expanded') !== 'true');
    if (isDouble) this.options.onOpen?.(key);
    else this.options.onSelect?.(key);
  }

  private onKey(event: KeyboardEvent): void {
    const tr = (event.target as HTMLElement).closest('tr');
    const key = tr?.dataset['key'];
    if (!tr || key === undefined) return;
    const keys = [...this.selectable];
    const at = keys.indexOf(key);
    const page = Math.max(1, (this.options.maxRows ?? 10) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: keys.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const to = moves[event.key];
    const expanded = tr.getAttribute('aria-expanded');
    if (to !== undefined && !event.shiftKey && !event.altKey && !event.ctrlKey)
      this.focusRow(keys[Math.min(keys.length - 1, Math.max(0, to))]!);
    else if (event.key === 'Enter') this.options.onOpen?.(key);
    else if (event.key === ' ') this.options.onSelect?.(key);
    else if (event.key === 'ArrowRight' && expanded === 'false') this.options.onToggle?.(key, true);
    else if (event.key === 'ArrowLeft' && expanded === 'true') this.options.onToggle?.(key, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private focusRow(key: string): void {
    this.focused = key;
    this.scrollTo(key);
    if (this.isWindowed) this.drawRows();
    this.options.onSelect?.(key);
    this.moveStop();
    this.parts.get(key)?.tr.focus();
  }
}

const classOf = (column: Column): string =>
  [
    `column-${column.key.replace(/\W+/g, '-')}`,
    column.isNumber && 'n',
    column.isCode && 'code',
    column.isPainted && 'painted-cell',
    column.hideBelow && `above-${column.hideBelow}`,
  ]
    .filter(Boolean)
    .join(' ');
