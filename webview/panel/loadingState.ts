import { element, setVisible } from '../dom/element';

/** Under 300 ms nothing, then the line, from a second on a sentence: while the host has said nothing yet. */
export class LoadingState {
  readonly element = element('div', { class: 'loading' });
  private readonly line = element('div', { class: 'progress-line busy', hidden: true }, element('i'));
  private readonly sentence: HTMLElement;
  private readonly timers: ReturnType<typeof setTimeout>[];

  constructor(sentence: string) {
    this.sentence = element('p', { class: 'muted', hidden: true }, sentence);
    this.element.append(this.line, this.sentence);
    this.timers = [
      setTimeout(() => setVisible(this.line, true), 300),
      setTimeout(() => setVisible(this.sentence, true), 1000),
    ];
  }

  end(): void {
    this.timers.forEach(clearTimeout);
    setVisible(this.element, false);
  }
}
