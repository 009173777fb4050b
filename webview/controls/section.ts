import { element, setAttribute, setText } from '../dom/element';
import type { Answer } from '../models/answer';

/** A part of a view under its title, opening with its answer. */
export class Section {
  readonly element: HTMLElement;
  readonly heading = element('h2');
  readonly tools = element('span', { class: 'tools' });
  readonly body = element('div', { class: 'body' });
  private readonly lead = element('span');
  private readonly sentence = element('span');
  private readonly line = element('p', { hidden: true }, this.lead, this.sentence);
  private shown = '';

  constructor(title: string, className = '') {
    setText(this.heading, title);
    this.element = element(
      'section',
      { class: `section ${className}`.trim(), 'aria-label': title },
      element('header', {}, this.heading, this.line, this.tools),
      this.body,
    );
  }

  setTitle(title: string): void {
    setText(this.heading, title);
    setAttribute(this.heading, 'title', title.length > 24 ? title : null);
    if (this.element.getAttribute('aria-label') !== title) this.element.setAttribute('aria-label', title);
  }
  /** Something before the sentence: a link to the line. */
  setLead(node: HTMLElement): void {
    this.lead.replaceChildren(node);
    this.line.hidden = false;
  }
  setAnswer(answer: Answer): void {
    const text = JSON.stringify(answer);
    if (text === this.shown) return;
    this.shown = text;
    this.line.hidden = false;
    this.sentence.replaceChildren(
      ...answer.map(part => (typeof part === 'string' ? part : element('b', {}, part.strong))),
    );
  }
}
