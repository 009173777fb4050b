import { IconButton } from '../controls/button';
import { element, icon } from '../dom/element';
import type { Part } from '../state/drawScheduler';
import type { FileContext } from './fileContext';

/** Notes on the whole file, under its bar: that it is being written, what the host would not do. */
export class FileNotes implements Part {
  readonly element = element('div', { class: 'notes' });
  private refusal = '';

  constructor(private readonly context: FileContext) {}

  /** Says what the host would not do. */
  refuse(message: string): void {
    this.refusal = message;
    this.context.announce(message);
    this.context.scheduler.soon();
  }

  inputs(): readonly unknown[] {
    return [this.context.store.data.isBeingWritten, this.refusal];
  }

  draw(): void {
    const close = new IconButton('close', 'Close the note', () => {
      this.refusal = '';
      this.context.scheduler.soon();
    });
    this.element.replaceChildren(
      ...(this.context.store.data.isBeingWritten
        ? [
            note(
              'sync',
              '',
              'The file is being written.',
              'It is read again when it has settled; below is what it held before.',
            ),
          ]
        : []),
      ...(this.refusal ? [note('warning', 'warning', '', this.refusal, close.element)] : []),
    );
  }
}

const note = (name: string, tone: string, strong: string, text: string, close?: HTMLElement): HTMLElement =>
  element(
    'div',
    { class: 'note', role: 'note' },
    icon(name, tone),
    element('span', { class: 'text' }, strong ? element('b', {}, strong) : null, strong ? ` ${text}` : text),
    element('span', { class: 'grow' }),
    close,
  );
