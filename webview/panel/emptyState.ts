import { textButton } from '../controls/button';
import { element, icon, setVisible } from '../dom/element';
import type { Part } from '../state/drawScheduler';
import type { PanelContext } from './panelContext';

/** What stands in the panel while there is no run: what it will show, what starts it, what it needs. */
export class EmptyState implements Part {
  readonly element = element('div', { class: 'state-holder', hidden: true });
  private shown = '';

  constructor(private readonly context: PanelContext) {}

  inputs(): readonly unknown[] {
    const { isReady, run, isTrusted, program } = this.context.store.data;
    return [isReady, run === null, isTrusted, program];
  }

  draw(): void {
    const { isReady, run, isTrusted, program } = this.context.store.data;
    setVisible(this.element, isReady && run === null);
    const wanted = `${isTrusted}/${program}`;
    if (!isReady || run !== null || wanted === this.shown) return;
    this.shown = wanted;
    this.element.replaceChildren(
      element('div', { class: 'state' }, ...(isTrusted ? this.noRun(program) : this.untrusted())),
    );
  }

  private noRun(program: string): HTMLElement[] {
    return [
      element('h2', {}, 'No run yet'),
      element(
        'p',
        {},
        'Layerglass runs ',
        element('b', {}, program || 'the program'),
        ' in a process of its own and watches what it builds. The program needs no change.',
      ),
      element(
        'div',
        { class: 'actions' },
        textButton('Train model', {
          icon: 'play',
          appearance: 'primary',
          onClick: () => this.context.ask('train', {}),
        }),
        textButton('Inspect model', { icon: 'search', onClick: () => this.context.ask('inspect', {}) }),
      ),
      todo([
        ['play', 'Train: curves, histograms and checkpoints', 'as long as the program'],
        ['search', 'Inspect: layers and activations before the first step', 'seconds'],
      ]),
      element(
        'p',
        { class: 'small' },
        'From the editor: the line above ',
        element('code', {}, 'model.fit'),
        ', or Layerglass in the command palette.',
      ),
    ];
  }

  private untrusted(): HTMLElement[] {
    return [
      element('h2', {}, icon('workspace-untrusted'), 'This workspace is not trusted'),
      element(
        'p',
        {},
        'Running a program can run any code in this folder, so Layerglass waits for you. Reading is safe: nothing below runs code or leaves the folder.',
      ),
      element(
        'div',
        { class: 'actions' },
        textButton('Manage workspace trust', {
          icon: 'shield',
          appearance: 'primary',
          onClick: () => this.context.ask('trust', {}),
        }),
      ),
      todo([
        ['check', 'Runs and checkpoints that are there', 'shown'],
        ['check', 'Lenses above layer calls', 'shown'],
        ['circle-slash', 'Train, inspect', 'after trust'],
      ]),
    ];
  }
}

const todo = (rows: [name: string, text: string, when: string][]): HTMLElement =>
  element(
    'div',
    { class: 'todo' },
    ...rows.flatMap(([name, text, when]) => [
      icon(name),
      element('span', {}, text),
      element('span', { class: 'small muted' }, when),
    ]),
  );
