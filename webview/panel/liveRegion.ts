import type { RunnerEvent } from '../../extension/protocol/runner';
import { element } from '../dom/element';
import { announcement } from '../models/announcement';

/** What a screen reader is told by itself, politely: epochs, findings, the end. Not every step. */
export class LiveRegion {
  readonly element = element('div', { class: 'live-region', role: 'status', 'aria-live': 'polite' });

  hear(event: RunnerEvent): void {
    const text = announcement(event);
    if (text) this.say(text);
  }
  say(text: string): void {
    this.element.textContent = text;
  }
}
