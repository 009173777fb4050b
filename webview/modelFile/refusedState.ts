import { textButton } from '../controls/button';
import { element, icon, setText, setVisible } from '../dom/element';
import { problemReport } from '../models/modelFile/fileSummary';
import { formatBytes, formatCount } from '../../extension/core/stats/formatFigure';
import type { Part } from '../state/drawScheduler';
import type { FileContext } from './fileContext';

/** A file that cannot be shown: why, what was not done, the reader's own words. */
export class RefusedState implements Part {
  readonly element = element('div', { class: 'refused', role: 'main', hidden: true });
  private readonly name = element('b');
  private readonly size = element('span', { class: 'muted n' });
  private readonly title = element('h2');
  private readonly sentence = element('p');
  private readonly remedy = element('p', { class: 'remedy' });
  private readonly words = element('pre', { tabindex: 0 });

  private readonly storages: HTMLElement;
  private readonly rawNote = element('span', { class: 'muted' }, 'raw numbers, without names');

  constructor(private readonly context: FileContext) {
    this.storages = textButton('Show the storages', { onClick: () => context.ask('showStorages', {}) });
    this.element.append(
      element(
        'div',
        { class: 'bar run-bar' },
        icon('circle-slash', 'error'),
        this.name,
        element('span', { class: 'grow' }),
        this.size,
      ),
      element(
        'div',
        { class: 'failure' },
        this.title,
        this.sentence,
        this.words,
        this.remedy,
        element(
          'div',
          { class: 'actions' },
          this.storages,
          textButton('Copy report', { icon: 'copy', onClick: () => this.copy() }),
          textButton('Try again', { icon: 'refresh', onClick: () => context.ask('readAgain', {}) }),
          this.rawNote,
        ),
      ),
    );
  }

  inputs(): readonly unknown[] {
    return [this.context.store.data.refusal, this.context.store.data.description];
  }

  draw(): void {
    const { refusal, name, bytes } = this.context.store.data;
    setVisible(this.element, refusal !== null);
    if (!refusal) return;
    setText(this.name, name);
    setText(this.size, bytes > 0 ? `${formatBytes(bytes)} · not read` : 'not read');
    setText(this.title, titleOf(refusal.code));
    setText(this.sentence, 'No code of the file ran, nothing outside its folder was opened, nothing was sent.');
    setText(this.words, [`${refusal.code}: ${refusal.message}`, refusal.where].filter(Boolean).join('\n'));
    setText(this.remedy, refusal.remedy);
    const { storages = 0 } = refusal;
    setVisible(this.storages, storages > 0);
    setVisible(this.rawNote, storages > 0);
    setText(this.storages, storages === 1 ? 'Show the storage' : `Show the ${formatCount(storages)} storages`);
  }

  private copy(): void {
    const { refusal, name } = this.context.store.data;
    if (!refusal) return;
    this.context.ask('copy', { text: problemReport(name, '', [refusal]) });
    this.context.announce('Copied.');
  }
}

const titles: Record<string, string> = {
  'unknown-format': 'Not a format that Layerglass reads',
  'unsafe-pickle': 'Refused: the file asks to run a program',
  'reader-memory': 'Refused: the file takes too much memory',
  timeout: 'Given up: reading it takes too long',
  'reader-stuck': 'Given up: reading it comes to no end',
  'reader-ended': 'The reader ended while it read the file',
  outside: 'Refused: the file names another outside its folder',
};
const titleOf = (code: string): string => titles[code] ?? 'The file cannot be read';
