import { element, icon, listen, setAttribute } from '../dom/element';
import type { Column, TableSort } from '../models/cell';

/** Classes of a column's cells. */
export const columnClass = (column: Column): string =>
  [
    `column-${column.key.replace(/\W+/g, '-')}`,
    column.isNumber && 'n',
    column.isCode && 'code',
    column.isPainted && 'painted-cell',
    column.hideBelow && `above-${column.hideBelow}`,
  ]
    .filter(Boolean)
    .join(' ');

/**
 * The heads of a table's columns. Those that sort are buttons: first by the greatest, again the other way, again not at all.
 * Together they are one stop of the tabulator; the arrows go from one to the next.
 */
export class TableHead {
  readonly element = element('tr');
  private shown = '';
  private sort: TableSort | null = null;

  constructor(private readonly onSort: ((sort: TableSort | null) => void) | undefined) {}

  /** Returns whether the columns are other ones than before. */
  show(columns: readonly Column[], sort: TableSort | null): boolean {
    this.sort = sort;
    const text = JSON.stringify([columns, sort]);
    if (text === this.shown) return false;
    const isOther = this.shown === '' || JSON.stringify(columns) !== JSON.stringify(JSON.parse(this.shown)[0]);
    this.shown = text;
    if (isOther) this.replace(columns);
    columns.forEach((column, i) => this.mark(this.element.children[i] as HTMLElement, column));
    return isOther;
  }

  private replace(columns: readonly Column[]): void {
    const { activeElement } = document;
    const held = this.element.contains(activeElement) && document.hasFocus() ? activeElement!.closest('th') : null;
    this.element.replaceChildren(...columns.map(c => this.head(c)));
    this.buttons[0]?.setAttribute('tabindex', '0');
    if (!held) return;
    const same = this.buttons.find(b => b.closest('th')!.dataset['column'] === held.dataset['column']);
    this.focus(same ?? this.buttons[0]);
  }

  private head(column: Column): HTMLElement {
    const { width, title, head: text } = column;
    const th = element('th', { class: columnClass(column), 'data-column': column.key, scope: 'col', title });
    if (width) th.style.width = width;
    if (!this.onSort || !column.isSortable) {
      th.append(text);
      return th;
    }
    const button = element('span', { class: 'sort', role: 'button', tabindex: -1 }, text);
    listen(button, {
      click: () => this.turn(column),
      keydown: event => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step === undefined && event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        if (step === undefined) this.turn(column);
        else this.focus(this.buttons[this.buttons.indexOf(button) + step]);
      },
    });
    th.append(button);
    return th;
  }

  /** Those that a narrow panel shows. */
  private get buttons(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('.sort')].filter(
      b => !this.element.isConnected || b.offsetParent !== null,
    );
  }
  private focus(button: HTMLElement | undefined): void {
    if (!button) return;
    for (const other of this.buttons) other.setAttribute('tabindex', other === button ? '0' : '-1');
    button.focus();
  }

  private mark(th: HTMLElement, column: Column): void {
    const button = th.querySelector<HTMLElement>('.sort');
    if (!button) return;
    const sort = this.sort?.column === column.key ? this.sort : null;
    setAttribute(th, 'aria-sort', sort ? (sort.isDescending ? 'descending' : 'ascending') : 'none');
    button.querySelector('i')?.remove();
    if (sort) button.append(icon(sort.isDescending ? 'arrow-down' : 'arrow-up'));
  }

  /** Words begin with the first, figures with the greatest. */
  private turn({ key, isNumber, isPainted, isSortable }: Column): void {
    if (!isSortable) return;
    const first = Boolean(isNumber ?? isPainted) || key === 'health';
    const sort = this.sort?.column === key ? this.sort : null;
    if (!sort) this.onSort?.({ column: key, isDescending: first });
    else this.onSort?.(sort.isDescending === first ? { column: key, isDescending: !first } : null);
  }
}
