import { textButton } from '../../controls/button';
import { element, setVisible } from '../../dom/element';
import type { Part } from '../../state/drawScheduler';
import type { FileContext } from '../fileContext';
import type { RunState } from './runState';

/** Why there is nothing to see: the folder is not trusted, nothing was chosen yet, or the run has failed. */
export class RunNotice implements Part {
  readonly element = element('div', { class: 'run-notice' });
  private readonly trust: HTMLElement;
  private readonly retry: HTMLElement;

  constructor(
    private readonly context: FileContext,
    private readonly state: RunState,
  ) {
    this.trust = textButton('Manage Trust', { icon: 'shield', onClick: () => context.ask('trust', {}) });
    this.retry = textButton('Try again', { icon: 'refresh', onClick: () => state.run() });
  }

  inputs(): readonly unknown[] {
    const { error, result, stage } = this.state.shown;
    const { description, isTrusted } = this.context.store.data;
    return [error, result === null, stage === null, description, isTrusted];
  }

  draw(): void {
    const { error, result, stage } = this.state.shown;
    const { isTrusted } = this.context.store.data;
    const isShown = !isTrusted || error !== null || (!result && !stage);
    setVisible(this.element, isShown);
    if (!isShown) return;
    if (!isTrusted)
      this.show(
        'This folder is not trusted',
        'Running a model computes with what is in the file. Its tensors and layers are shown all the same.',
        '',
        this.trust,
      );
    else if (error) this.show('The model was not run', sentence(error.message), error.remedy, this.retry);
    else
      this.show(
        'Feed it something',
        this.custom() ||
          'An image, an array, a folder of images, or noise of the right shape: it is computed here, layer by layer.',
        '',
      );
  }

  /** What of it cannot be run, before anyone tries. */
  private custom(): string {
    const [model] = this.context.store.data.description?.models ?? [];
    if (!model?.customLayers.length) return '';
    const names = model.customLayers.slice(0, 8).join(', ');
    return `Only the program that made it knows ${names}: what lies before them is shown.`;
  }

  private show(title: string, text: string, remedy: string, ...buttons: HTMLElement[]): void {
    this.element.replaceChildren(
      element('h2', {}, title),
      element('p', {}, text),
      remedy ? element('p', { class: 'quiet' }, remedy) : '',
      ...buttons,
    );
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
