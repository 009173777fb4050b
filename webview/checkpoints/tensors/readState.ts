import { textButton } from '../../controls/button';
import { element, setText, setVisible } from '../../dom/element';
import { HostError } from '../../host/hostChannel';
import type { PanelContext } from '../../panel/panelContext';
import type { Loaded } from '../../state/runData';

/** What stands in the place of an answer of the reader: that it is on its way, or what is wrong and a button to try again. */
export class ReadState {
  readonly element = element('div', { class: 'read-state', hidden: true });
  private readonly sentence = element('p');
  private readonly again: HTMLElement;

  constructor(context: PanelContext) {
    this.again = textButton('Try again', { icon: 'refresh', onClick: () => context.data.checkpointReads.retry() });
    this.element.append(this.sentence, this.again);
  }

  /** Nothing is shown where the answer has come. `wait`: what is said from 300 ms on. */
  show(read: Loaded<unknown> | null, wait: string): void {
    const error = read?.error ?? null;
    const isWaiting = read !== null && read.isLoading;
    setVisible(this.element, isWaiting || error !== null);
    setVisible(this.again, error !== null);
    this.element.classList.toggle('waiting', isWaiting);
    const remedy = error instanceof HostError ? error.remedy : '';
    setText(this.sentence, error ? [error.message, remedy].filter(Boolean).join(' ') : wait);
  }
}
