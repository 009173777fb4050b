import { IconButton } from '../controls/button';
import { element, icon, listen } from '../dom/element';
import { noteId, notesOf, type Note } from '../models/notes';
import type { Part } from '../state/drawScheduler';
import type { PanelContext } from './panelContext';

/** Notes on the whole run, under its bar: a changed source, a fallback backend, what the host refused. */
export class NotesPart implements Part {
  readonly element = element('div', { class: 'notes' });
  private refusal: Note | null = null;
  private shown = '';

  constructor(private readonly context: PanelContext) {}

  /** Says what the host would not do. */
  refuse(message: string): void {
    this.refusal = {
      code: 'refused',
      icon: 'warning',
      tone: 'warning',
      strong: '',
      text: message,
      action: null,
      canDismiss: true,
    };
    this.context.announce(message);
    this.context.scheduler.soon();
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.context.store;
    return [data, selection.dismissed, this.refusal];
  }

  draw(): void {
    const { data, selection } = this.context.store;
    const notes = [...notesOf(data, selection.dismissed), ...(this.refusal ? [this.refusal] : [])];
    const text = JSON.stringify(notes);
    if (text === this.shown) return;
    this.shown = text;
    this.element.replaceChildren(...notes.map(n => this.note(n)));
  }

  private note(note: Note): HTMLElement {
    const line = element(
      'div',
      { class: 'note', role: 'note' },
      icon(note.icon, note.tone),
      element('span', { class: 'text' }, note.strong ? element('b', {}, note.strong) : null, note.text),
      element('span', { class: 'grow' }),
    );
    const again = () => this.context.ask(this.context.store.data.run?.mode === 'inspect' ? 'inspect' : 'train', {});
    if (note.action)
      line.append(
        listen(element('a', { role: 'button', tabindex: 0 }, 'Run again'), {
          click: again,
          keydown: event => {
            if (event.key === 'Enter' || event.key === ' ') again();
          },
        }),
      );
    if (note.canDismiss) line.append(new IconButton('close', 'Close the note', () => this.dismiss(note)).element);
    return line;
  }

  private dismiss(note: Note): void {
    if (note === this.refusal) this.refusal = null;
    const { store } = this.context;
    store.choose({ dismissed: [...store.selection.dismissed.slice(-50), noteId(store.data.key, note.code)] });
  }
}
