import { element, listen, setAttribute } from '../dom/element';

/** A choice of 2 to 4 that all fit: one stop of Tab, arrows choose. */
export class SegmentedSwitch<T extends string> {
  readonly element: HTMLElement;
  private readonly segments: Map<T, HTMLElement>;

  constructor(
    label: string,
    choices: readonly { value: T; label: string }[],
    private readonly onChoose: (value: T) => void,
  ) {
    this.segments = new Map(
      choices.map(({ value, label: text }) => [
        value,
        listen(element('span', { role: 'radio', tabindex: -1 }, text), { click: () => this.choose(value) }),
      ]),
    );
    this.element = listen(
      element('span', { class: 'segments', role: 'radiogroup', 'aria-label': label }, ...this.segments.values()),
      {
        keydown: event => this.onKey(event),
      },
    );
  }

  /** Shows which is chosen; those not named in `possible` cannot be. */
  show(chosen: T, possible?: readonly T[]): void {
    for (const [value, segment] of this.segments) {
      const isChosen = value === chosen;
      setAttribute(segment, 'aria-checked', String(isChosen));
      setAttribute(segment, 'tabindex', isChosen ? 0 : -1);
      setAttribute(segment, 'aria-disabled', possible && !possible.includes(value) ? 'true' : null);
      segment.classList.toggle('on', isChosen);
    }
  }
  relabel(value: T, label: string): void {
    const segment = this.segments.get(value);
    if (segment && segment.textContent !== label) segment.textContent = label;
  }

  private choose(value: T): void {
    const segment = this.segments.get(value)!;
    if (segment.getAttribute('aria-disabled') === 'true') return;
    this.onChoose(value);
    segment.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const values = [...this.segments.keys()].filter(
      v => this.segments.get(v)!.getAttribute('aria-disabled') !== 'true',
    );
    const at = values.findIndex(v => this.segments.get(v)!.getAttribute('aria-checked') === 'true');
    const next = values[(at + step + values.length) % values.length];
    if (next !== undefined) this.choose(next);
  }
}
