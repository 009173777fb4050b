import { setAttribute } from '../dom/element';
import type { TableRows } from './tableRows';

export interface TableActions {
  onSelect?(key: string): void;
  /** Enter, and a double click. */
  onOpen?(key: string): void;
  onToggle?(key: string, isExpanded: boolean): void;
}

/** The focus among a table's rows: one stop of Tab, arrows move it, Enter opens, left and right fold. */
export class TableFocus {
  private focused: string | null = null;
  private isLost = false;
  private selectable: readonly string[] = [];
  private selected: readonly string[] = [];

  constructor(
    private readonly rows: TableRows,
    private readonly actions: TableActions,
    private readonly pageRows: number,
    /** Brings a row into the page. */
    private readonly bring: (key: string) => void,
  ) {}

  /** `selectable`: keys of the rows that can be chosen, in order; `hasLost`: the row with the focus has left the page. */
  update(selectable: readonly string[], selected: Iterable<string>, hasLost: boolean): void {
    this.selectable = selectable;
    this.selected = [...selected];
    this.isLost ||= hasLost;
    if (!this.actions.onSelect) return;
    const known = new Set(selectable);
    // Exactly one row is in the order of Tab: the one with the focus, else the chosen one, else the first.
    const stop = [this.focused, ...this.selected, selectable[0]].find(key => this.rows.row(key));
    for (const [key, tr] of this.rows.entries())
      setAttribute(tr, 'tabindex', key === stop ? 0 : known.has(key) ? -1 : null);
    if (!this.isLost || !stop) return;
    this.isLost = false;
    // a page that has lost the focus to the source does not take it back
    if (document.hasFocus()) this.rows.row(stop)!.focus({ preventScroll: true });
  }

  onPointer(event: MouseEvent, isDouble: boolean): void {
    const target = event.target as HTMLElement;
    if (target.closest('a')) return;
    const tr = target.closest('tr');
    const key = tr?.dataset['key'];
    if (!tr || key === undefined || !this.selectable.includes(key)) return;
    this.focused = key;
    if (target.classList.contains('twistie') && tr.hasAttribute('aria-expanded'))
      return this.actions.onToggle?.(key, tr.getAttribute('aria-expanded') !== 'true');
    if (isDouble) this.actions.onOpen?.(key);
    else this.actions.onSelect?.(key);
  }

  onKey(event: KeyboardEvent): void {
    const tr = (event.target as HTMLElement).closest('tr');
    const key = tr?.dataset['key'];
    if (!tr || key === undefined) return;
    const at = this.selectable.indexOf(key);
    const last = this.selectable.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
      PageDown: at + this.pageRows,
      PageUp: at - this.pageRows,
    };
    const to = moves[event.key];
    const expanded = tr.getAttribute('aria-expanded');
    const { onOpen, onSelect, onToggle } = this.actions;
    if (to !== undefined && !event.shiftKey && !event.altKey && !event.ctrlKey)
      this.moveTo(this.selectable[Math.min(last, Math.max(0, to))]!);
    else if (event.key === 'Enter') onOpen?.(key);
    else if (event.key === ' ') onSelect?.(key);
    else if (event.key === 'ArrowRight' && expanded === 'false') onToggle?.(key, true);
    else if (event.key === 'ArrowLeft' && expanded === 'true') onToggle?.(key, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private moveTo(key: string): void {
    this.focused = key;
    this.bring(key);
    this.actions.onSelect?.(key);
    this.update(this.selectable, this.selected, false);
    this.rows.row(key)?.focus();
  }
}
