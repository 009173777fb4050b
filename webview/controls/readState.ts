import { textButton } from './button';
import { element, setText, setVisible } from '../dom/element';
import { HostError } from '../host/hostChannel';
import { waitText } from '../models/waitText';
import type { Loaded } from '../state/loaded';

/**
 * What stands in the place of an answer of the reader: that it is on its way, how far it is and a button to cancel, or what is
 * wrong and a button to try again.
 */
export class ReadState {
  readonly element = element('div', { class: 'read-state', hidden: true });
  private readonly sentence = element('p');
  private readonly again: HTMLElement;
  private readonly cancel: HTMLElement;
  private read: Loaded<unknown> | null = null;

  /** @param onRetry asks again for what failed */
  constructor(onRetry: () => void) {
    this.again = textButton('Try again', { icon: 'refresh', onClick: onRetry });
    this.cancel = textButton('Cancel', { icon: 'close', onClick: () => this.read?.cancel?.() });
    this.element.append(this.sentence, this.again, this.cancel);
  }

  /** Nothing is shown where the answer has come. `wait`: what is said from 300 ms on. */
  show(read: Loaded<unknown> | null, wait: string): void {
    this.read = read;
    const error = read?.error ?? null;
    const isWaiting = read !== null && read.isLoading;
    setVisible(this.element, isWaiting || error !== null);
    setVisible(this.again, error !== null);
    const { progress } = read ?? {};
    setVisible(this.cancel, isWaiting && read.cancel !== undefined && progress !== undefined);
    this.element.classList.toggle('waiting', isWaiting);
    const remedy = error instanceof HostError ? error.remedy : '';
    setText(this.sentence, error ? [error.message, remedy].filter(Boolean).join(' ') : waitText(wait, progress));
  }
}
