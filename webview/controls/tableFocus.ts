import { setAttribute } from '../dom/element';
import type { SelectBy } from '../models/treeSelection';
import type { TableRows } from './tableRows';

export interface TableActions {
  onSelect?(key: string, by: SelectBy): void;
  /** Several rows can be chosen at once. */
  isMultiple?: boolean;
  /** The menu of a row is asked for, at a place in the window. */
  onMenu?(key: string, at: { x: number; y: number }): void;
  /** A key that the table has no use for; returns whether it was of use. */
  onOtherKey?(key: string, event: KeyboardEvent): boolean;
  /** The words that do something in a row were clicked. */
  onLink?(key: string): void;
  /** Enter, and a double click. */
  onOpen?(key: string): void;
  onToggle?(key: string, isExpanded: boolean): void;
}

/** The focus among a table's rows: one stop of Tab, arrows move it, Enter opens, left and right fold. */
export class TableFocus {
  private focused: string | null = null;
  private isLost = false;
  private selectable: readonly string[] = [];
  private known: ReadonlySet<string> = new Set();
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
    if (selectable !== this.selectable) this.known = new Set(selectable);
    this.selectable = selectable;
    this.selected = [...selected];
    this.isLost ||= hasLost;
    if (!this.actions.onSelect) return;
    // Exactly one row is in the order of Tab: the one with the focus, else the chosen one, else the first.
    const stop = [this.focused, ...this.selected, selectable[0]].find(key => this.rows.row(key));
    for (const [key, tr] of this.rows.entries())
      setAttribute(tr, 'tabindex', key === stop ? 0 : this.known.has(key) ? -1 : null);
    if (!this.isLost || !stop) return;
    this.isLost = false;
    // a page that has lost the focus to the source does not take it back
    if (document.hasFocus()) this.rows.row(stop)!.focus({ preventScroll: true });
  }

  onPointer(event: MouseEvent, isDouble: boolean): void {
    const target = event.target as HTMLElement;
    const tr = target.closest('tr');
    const key = tr?.dataset['key'];
    if (key !== undefined && target.closest('a.cell-link')) this.actions.onLink?.(key);
    if (target.closest('a')) return;
    if (!tr || key === undefined || !this.known.has(key)) return;
    this.focused = key;
    if (target.classList.contains('twistie') && tr.hasAttribute('aria-expanded'))
      return this.actions.onToggle?.(key, tr.getAttribute('aria-expanded') !== 'true');
    if (isDouble) this.actions.onOpen?.(key);
    else
      this.actions.onSelect?.(key, {
        isPointer: true,
        isRange: this.actions.isMultiple === true && event.shiftKey,
        isToggle: this.actions.isMultiple === true && (event.ctrlKey || event.metaKey),
      });
  }

  onMenu(event: MouseEvent): void {
    const { onMenu } = this.actions;
    const tr = (event.target as HTMLElement).closest('tr');
    const key = tr?.dataset['key'];
    if (!onMenu || !tr || key === undefined || !this.known.has(key)) return;
    event.preventDefault();
    this.focused = key;
    // Asked for by the keyboard it has no place of its own.
    const { left, bottom } = tr.getBoundingClientRect();
    onMenu(key, event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : { x: left + 40, y: bottom });
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
    const { onOpen, onSelect, onToggle, isMultiple = false, onOtherKey } = this.actions;
    if (to !== undefined && (isMultiple || !event.shiftKey) && !event.altKey && !event.ctrlKey)
      this.moveTo(this.selectable[Math.min(last, Math.max(0, to))]!, event.shiftKey);
    else if (event.key === 'Enter') onOpen?.(key);
    else if (event.key === ' ') onSelect?.(key, { isPointer: false, isRange: false, isToggle: isMultiple });
    else if (event.key === 'ArrowRight' && expanded === 'false') onToggle?.(key, true);
    else if (event.key === 'ArrowLeft' && expanded === 'true') onToggle?.(key, false);
    else if (!onOtherKey?.(key, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  moveTo(key: string, isRange: boolean): void {
    this.focused = key;
    this.bring(key);
    this.actions.onSelect?.(key, { isPointer: false, isRange, isToggle: false });
    this.update(this.selectable, this.selected, false);
    this.rows.row(key)?.focus();
  }
}
