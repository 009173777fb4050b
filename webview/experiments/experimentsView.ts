import { textButton } from '../controls/button';
import { element, setText, setVisible } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';
import { InitializersSection } from './initializersSection';

/** Which setting is better? */
export class ExperimentsView {
  readonly element: HTMLElement;

  constructor(context: PanelContext) {
    const bar = new ExperimentsBar(context);
    const empty = new NothingCompared(context);
    const sections = new ComparedModels(context);
    this.element = element(
      'div',
      { class: 'view-body' },
      bar.element,
      element('div', { class: 'scroll' }, empty.element, sections.element),
    );
    for (const part of [bar, empty, sections]) context.scheduler.add(part);
  }
}

const isCompared = (context: PanelContext): boolean => (context.store.data.run?.initializers.length ?? 0) > 0;
const isRunning = ({ store }: PanelContext): boolean =>
  ['starting', 'running', 'paused'].includes(store.data.run?.status ?? '');

class ExperimentsBar implements Part {
  readonly element: HTMLElement;

  constructor(private readonly context: PanelContext) {
    this.element = element(
      'div',
      { class: 'bar' },
      element(
        'span',
        { class: 'muted' },
        'Before training, on one batch. Your model and its weights stay as they are.',
      ),
    );
  }

  inputs(): readonly unknown[] {
    return [isCompared(this.context)];
  }
  draw(): void {
    setVisible(this.element, isCompared(this.context));
  }
}

/** What the view will show, and what it needs. */
class NothingCompared implements Part {
  readonly element: HTMLElement;
  private readonly compare: HTMLElement;
  private readonly state = element('p');

  constructor(private readonly context: PanelContext) {
    this.compare = textButton('Compare initializers', {
      appearance: 'primary',
      onClick: () => context.ask('compareInitializers', {}),
    });
    this.element = element(
      'div',
      { class: 'nothing-compared' },
      element('h2', {}, 'Which initializer fits this network?'),
      element(
        'p',
        { class: 'muted' },
        'The program runs up to its first step. Then each candidate’s weights are tried on the first batch, and every layer’s spread is shown side by side. It takes seconds and trains nothing.',
      ),
      this.state,
      element('div', { class: 'actions' }, this.compare),
    );
  }

  inputs(): readonly unknown[] {
    const { data } = this.context.store;
    return [isCompared(this.context), data.run?.status, data.run?.error, data.isTrusted];
  }
  draw(): void {
    const { run } = this.context.store.data;
    const isBusy = isRunning(this.context);
    setVisible(this.element, !isCompared(this.context));
    const isWaiting = isBusy && run?.mode === 'inspect';
    setText(
      this.state,
      isWaiting
        ? 'The program is running up to its first step …'
        : run?.error
          ? `The last run failed: ${run.error.message.replace(/\s+/g, ' ').slice(0, 300)}`
          : '',
    );
    setVisible(this.state, this.state.textContent !== '');
    setVisible(this.compare, !isBusy && this.context.store.data.isTrusted);
  }
}

/** A section for each model, made when it is first needed. */
class ComparedModels implements Part {
  readonly element = element('div', {});
  private count = 0;

  constructor(private readonly context: PanelContext) {}

  inputs(): readonly unknown[] {
    return [this.context.store.data.run?.initializers.length ?? 0];
  }
  draw(): void {
    const wanted = this.context.store.data.run?.initializers.length ?? 0;
    if (this.count >= wanted) return;
    for (; this.count < wanted; this.count++) {
      const section = new InitializersSection(this.context, this.count);
      this.element.append(section.element);
      this.context.scheduler.add(section);
    }
    this.context.store.touch();
  }
}
