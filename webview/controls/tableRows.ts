import { element, setAttribute, setText, setVisible } from '../dom/element';
import type { Cell, Column, Row } from '../models/cell';
import type { Reveal } from './siteLink';
import { cellContent, isPlain } from './tableCell';
import { columnClass } from './tableHead';

interface RowParts {
  tr: HTMLTableRowElement;
  cells: Map<string, HTMLTableCellElement>;
  shown: Map<string, string>;
}
export interface RowLook {
  isSelected: boolean;
  /** It can be chosen, and the table takes choices. */
  isSelectable: boolean;
  isTree: boolean;
  /** Some rows fold: the first column has room for the mark. */
  isNested: boolean;
}

/** The rows of a table that are in the page, changed in place. */
export class TableRows {
  private readonly parts = new Map<string, RowParts>();

  constructor(private readonly reveal: Reveal | undefined) {}

  row(key: string | null | undefined): HTMLTableRowElement | undefined {
    return key === null || key === undefined ? undefined : this.parts.get(key)?.tr;
  }
  cell(key: string, column: string): HTMLTableCellElement | undefined {
    return this.parts.get(key)?.cells.get(column);
  }
  entries(): [string, HTMLTableRowElement][] {
    return [...this.parts].map(([key, { tr }]) => [key, tr]);
  }
  /** Takes the others out of the page; returns whether one of them had the focus. */
  keep(keys: ReadonlySet<string>): boolean {
    let hadFocus = false;
    for (const [key, { tr }] of this.parts) {
      if (keys.has(key)) continue;
      hadFocus ||= tr.contains(document.activeElement);
      tr.remove();
      this.parts.delete(key);
    }
    return hadFocus;
  }

  draw(row: Row, columns: readonly Column[], look: RowLook): HTMLTableRowElement {
    const parts = this.parts.get(row.key) ?? this.add(row.key, columns);
    const { tr } = parts;
    const className = [
      look.isSelected && 'selected',
      row.isMuted && 'muted',
      row.isGroupStart && 'group-start',
      look.isSelectable && 'selectable',
    ]
      .filter(Boolean)
      .join(' ');
    if (tr.className !== className) tr.className = className;
    setAttribute(tr, 'aria-selected', look.isSelectable ? String(look.isSelected) : null);
    setAttribute(tr, 'aria-level', row.level === undefined || !look.isTree ? null : row.level + 1);
    setAttribute(tr, 'aria-expanded', row.isExpanded === undefined ? null : String(row.isExpanded));
    let covered = 0;
    columns.forEach((column, i) => {
      const cell = row.cells[column.key];
      setVisible(parts.cells.get(column.key)!, covered === 0);
      covered = typeof cell === 'object' && cell.span ? cell.span - 1 : Math.max(0, covered - 1);
      this.drawCell(parts, row, column, i === 0 && look.isNested);
    });
    return tr;
  }

  private add(key: string, columns: readonly Column[]): RowParts {
    const parts: RowParts = { tr: element('tr', { 'data-key': key }), cells: new Map(), shown: new Map() };
    for (const column of columns) {
      const td = element('td', { class: columnClass(column) });
      parts.cells.set(column.key, td);
      parts.tr.append(td);
    }
    this.parts.set(key, parts);
    return parts;
  }

  private drawCell(parts: RowParts, row: Row, column: Column, hasTwistie: boolean): void {
    const given = row.cells[column.key] ?? '';
    const cell: Cell = typeof given === 'string' ? { text: given } : given;
    // What is painted is not part of the page's text.
    const plain = { ...cell, summary: undefined, spreads: undefined, share: undefined };
    const tree = hasTwistie ? { level: row.level ?? 0, isExpanded: row.isExpanded } : null;
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
    td.replaceChildren(...cellContent(cell, tree, this.reveal));
  }
}
