import { element, listen } from '../dom/element';
import type { Column, Row, TableSort } from '../models/cell';
import type { Reveal } from './siteLink';
import { TableFocus, type TableActions } from './tableFocus';
import { TableHead } from './tableHead';
import { TablePainting, rowHeight, type PaintCell } from './tablePainting';
import { TableRows } from './tableRows';

/** More rows than this: only those in view are in the page. */
const maxWholeRows = 120;
const overscan = 8;

interface TableOptions extends TableActions {
  label: string;
  /** `treegrid` folds. */
  role?: 'grid' | 'treegrid';
  /** Rows in view before the table scrolls by itself; without: all. */
  maxRows?: number;
  reveal?: Reveal;
  /** A head was clicked: sort by it, or by none. */
  onSort?(sort: TableSort | null): void;
  /** Draws a cell of a painted column, at the origin of the context. */
  paint?: PaintCell;
}
interface TableExtras {
  foot?: Row | null;
  sort?: TableSort | null;
}

/** A table of rows of 22 px: one stop of Tab, arrows move, in place updates, long ones windowed. */
export class DataTable {
  readonly element: HTMLElement;
  private readonly head: TableHead;
  private readonly body = element('tbody');
  private readonly foot = element('tfoot');
  private readonly above = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
  private readonly below = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
  private readonly drawn: TableRows;
  private readonly focus: TableFocus;
  private readonly painting: TablePainting;
  private columns: readonly Column[] = [];
  private rows: readonly Row[] = [];
  private footRow: Row | null = null;
  private selected: ReadonlySet<string> = new Set();
  private selectable: readonly string[] = [];
  private isNested = false;
  private maxRows: number | undefined;

  constructor(private readonly options: TableOptions) {
    this.head = new TableHead(options.onSort);
    this.drawn = new TableRows(options.reveal);
    this.focus = new TableFocus(this.drawn, options, Math.max(1, (options.maxRows ?? 10) - 1), key => {
      this.scrollTo(key);
      if (this.isWindowed) this.drawRows();
    });
    const table = element(
      'table',
      {
        role: options.onSelect ? (options.role ?? 'grid') : 'table',
        'aria-label': options.label,
        'aria-multiselectable': options.isMultiple ? 'true' : null,
      },
      element('thead', {}, this.head.element),
      this.body,
      this.foot,
    );
    this.element = element('div', { class: 'data-table' }, table);
    this.painting = new TablePainting(this.element, options.paint);
    if (options.maxRows) this.limitRows(options.maxRows);
    this.element.classList.toggle('scrolls', options.maxRows !== undefined);
    this.element.addEventListener('scroll', () => this.isWindowed && this.drawRows(), { passive: true });
    listen(this.body, {
      click: event => this.focus.onPointer(event, false),
      dblclick: event => this.focus.onPointer(event, true),
      keydown: event => this.focus.onKey(event),
      contextmenu: event => this.focus.onMenu(event),
    });
  }

  show(
    columns: readonly Column[],
    rows: readonly Row[],
    selected: readonly (string | null)[] = [],
    { foot = null, sort = null }: TableExtras = {},
  ): void {
    this.columns = columns;
    if (rows !== this.rows) this.selectable = [...new Set(rows.filter(r => r.isSelectable).map(r => r.key))];
    this.rows = rows;
    this.footRow = foot;
    this.selected = new Set(selected.filter(k => k !== null));
    this.isNested = this.options.role === 'treegrid' && rows.some(r => r.isExpanded !== undefined);
    let hasLost = false;
    if (this.head.show(columns, sort)) {
      hasLost = this.drawn.keep(new Set());
      this.body.replaceChildren();
    }
    this.drawRows(hasLost);
  }

  /** So many rows are in view before the table scrolls by itself. */
  limitRows(maxRows: number): void {
    this.maxRows = maxRows;
    this.element.style.maxHeight = `${(maxRows + 1) * rowHeight + 2}px`;
  }

  /** Moves the focus to a row, as an arrow does. */
  focusRow(key: string): void {
    this.focus.moveTo(key, false);
  }

  /** Brings a row into the table's own view, without moving the page; nothing happens where it is in view. */
  scrollTo(key: string): void {
    const index = this.rows.findIndex(r => r.key === key);
    if (index < 0 || !this.maxRows) return;
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = this.element;
    const visible = clientHeight - 2 * rowHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top > scrollTop + visible) this.element.scrollTop = top - visible;
  }

  private get isWindowed(): boolean {
    return this.maxRows !== undefined && this.rows.length > maxWholeRows;
  }

  /** `hasLost`: a row that had the focus is out of the page already. */
  private drawRows(hasLost = false): void {
    const [from, to] = this.window();
    const wanted = this.rows.slice(from, to);
    const keys = new Set(wanted.map(r => r.key));
    if (this.footRow) keys.add(this.footRow.key);
    if (this.drawn.keep(keys)) hasLost = true;
    spacer(this.above, from);
    spacer(this.below, this.rows.length - to);
    this.place([
      ...(this.isWindowed ? [this.above] : []),
      ...wanted.map(r => this.drawRow(r)),
      ...(this.isWindowed ? [this.below] : []),
    ]);
    if (!this.isWindowed) {
      this.above.remove();
      this.below.remove();
    }
    if (this.footRow) {
      const tr = this.drawRow(this.footRow);
      if (tr.parentElement !== this.foot) this.foot.replaceChildren(tr);
    } else if (this.foot.firstChild) this.foot.replaceChildren();
    this.focus.update(this.selectable, this.selected, hasLost);
    this.painting.paint(this.columns, wanted, this.drawn);
  }

  /** Rows that stand where they are to be are not touched; one that is moved loses the focus, and gets it back. */
  private place(nodes: readonly ChildNode[]): void {
    const { activeElement } = document;
    const hasFocus = document.hasFocus() && this.body.contains(activeElement);
    let before: ChildNode | null = null;
    for (const node of nodes) {
      const next: ChildNode | null = before ? before.nextSibling : this.body.firstChild;
      if (next !== node) this.body.insertBefore(node, next);
      before = node;
    }
    if (hasFocus && document.activeElement !== activeElement)
      (activeElement as HTMLElement).focus({ preventScroll: true });
  }

  private window(): [number, number] {
    if (!this.isWindowed) return [0, this.rows.length];
    const first = Math.floor(this.element.scrollTop / rowHeight) - overscan;
    const count = Math.ceil((this.element.clientHeight || this.maxRows! * rowHeight) / rowHeight) + 2 * overscan;
    const from = Math.max(0, Math.min(first, this.rows.length - count));
    return [from, Math.min(this.rows.length, from + count)];
  }

  private drawRow(row: Row): HTMLTableRowElement {
    return this.drawn.draw(row, this.columns, {
      isSelected: this.selected.has(row.key),
      isSelectable: row.isSelectable === true && this.options.onSelect !== undefined,
      isTree: this.options.role === 'treegrid',
      isNested: this.isNested,
    });
  }
}

function spacer(row: HTMLTableRowElement, count: number): void {
  row.style.height = `${count * rowHeight}px`;
  if (!row.firstChild) row.append(element('td', { colspan: 99 }));
}
