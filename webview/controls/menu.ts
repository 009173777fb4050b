import { element, icon, listen, setVisible } from '../dom/element';

export interface MenuItem {
  label: string;
  icon?: string;
  /** The key that does the same. */
  key?: string;
  /** A line above: another group begins. */
  isGroupStart?: boolean;
  onChoose(): void;
}

/** A menu at a place of the window: arrows move, Enter chooses, Escape and a click beside it close it. */
export class Menu {
  readonly element = element('div', { class: 'menu', role: 'menu', hidden: true });
  private before: HTMLElement | null = null;

  constructor(label: string) {
    this.element.setAttribute('aria-label', label);
    listen(this.element, {
      keydown: event => this.onKey(event),
      contextmenu: event => event.preventDefault(),
    });
    document.addEventListener('pointerdown', event => {
      if (!this.element.hidden && !this.element.contains(event.target as Node)) this.close(false);
    });
    window.addEventListener('blur', () => this.close(false));
  }

  open(items: readonly MenuItem[], { x, y }: { x: number; y: number }): void {
    this.before = document.activeElement as HTMLElement | null;
    this.element.replaceChildren(...items.map(item => this.item(item)));
    setVisible(this.element, true);
    const { offsetWidth: width, offsetHeight: height } = this.element;
    this.element.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`;
    this.element.style.top = `${Math.max(4, y + height > innerHeight - 4 ? y - height : y)}px`;
    this.items[0]?.focus();
  }

  private item({ label, icon: name, key, isGroupStart, onChoose }: MenuItem): HTMLElement {
    const choose = () => {
      this.close(true);
      onChoose();
    };
    return listen(
      element(
        'div',
        { role: 'menuitem', tabindex: -1, class: isGroupStart ? 'group-start' : '' },
        name && icon(name),
        element('span', {}, label),
        key && element('span', { class: 'small' }, key),
      ),
      {
        click: choose,
        pointermove: event => (event.currentTarget as HTMLElement).focus({ preventScroll: true }),
      },
    );
  }

  private get items(): HTMLElement[] {
    return [...this.element.children] as HTMLElement[];
  }

  private onKey(event: KeyboardEvent): void {
    const { items } = this;
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to % items.length]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') items[at]?.click();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close(true);
    event.preventDefault();
    event.stopPropagation();
  }

  private close(givesBack: boolean): void {
    if (this.element.hidden) return;
    setVisible(this.element, false);
    if (givesBack) this.before?.focus({ preventScroll: true });
  }
}
