import { BarButton } from '../controls/button';
import { customElement, element, icon, setAttribute, setText, setVisible } from '../dom/element';
import { barText, formatName } from '../models/modelFile/fileSummary';
import type { Part } from '../state/drawScheduler';
import type { FileContext } from './fileContext';

/** The same over all views: what the file is, how far it is read, stop, compare; the progress line under it. */
export class FileBar implements Part {
  readonly element: HTMLElement;
  private readonly ring = customElement('vscode-progress-ring', { class: 'state-ring', 'aria-hidden': 'true' });
  private readonly state = icon('pass');
  private readonly format = element('b');
  private readonly text = element('span', { class: 'muted n file-text' });
  private readonly stop: BarButton;
  private readonly line = element('i');
  private readonly track = element(
    'div',
    { class: 'progress-line', role: 'progressbar', 'aria-label': 'Progress of reading' },
    this.line,
  );

  constructor(private readonly context: FileContext) {
    this.stop = new BarButton(() => {
      const isReading = this.context.store.data.reading.state === 'reading';
      this.context.ask(isReading ? 'stopReading' : 'readAgain', {});
    });
    const compare = new BarButton(() => context.ask('compareWith', {}));
    compare.show('git-compare', 'Compare with…');
    const bar = element(
      'div',
      { class: 'bar run-bar', role: 'toolbar', 'aria-label': 'File' },
      element('span', { class: 'group' }, this.ring, this.state, this.format),
      element('span', { class: 'grow' }),
      this.text,
      element('span', { class: 'group buttons' }, this.stop.element, compare.element),
    );
    this.element = element('div', { class: 'run-head' }, bar, this.track);
  }

  inputs(): readonly unknown[] {
    const { description, refusal, reading, revision } = this.context.store.data;
    return [description, refusal, reading, revision];
  }

  draw(): void {
    const { description, reading } = this.context.store.data;
    setVisible(this.element, description !== null);
    if (!description) return;
    const isReading = reading.state === 'reading';
    const problems = [...description.problems, ...reading.problems];
    setText(this.format, formatName(description.format));
    setText(this.text, barText(description, reading));
    setVisible(this.ring, isReading);
    setVisible(this.state, !isReading);
    const [name, tone] = problems.length
      ? ['warning', 'warning']
      : reading.state === 'done'
        ? ['pass', 'good']
        : ['file-binary', ''];
    const className = `codicon codicon-${name} ${tone}`.trim();
    if (this.state.className !== className) this.state.className = className;
    setVisible(this.stop.element, isReading || reading.state === 'stopped');
    this.stop.show(isReading ? 'debug-stop' : 'debug-continue', isReading ? 'Stop' : 'Go on');
    const share = reading.total > 0 ? Math.min(1, reading.done / reading.total) : 0;
    this.line.style.width = isReading ? `${share * 100}%` : '0';
    setAttribute(this.track, 'aria-valuenow', isReading ? Math.round(share * 100) : null);
  }
}
