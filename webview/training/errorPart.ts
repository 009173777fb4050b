import { isEnded, type RunError } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { textButton } from '../controls/button';
import { SiteLink } from '../controls/siteLink';
import { element, icon, setVisible } from '../dom/element';
import { errorSummary } from '../models/errorSummary';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';

/** What happened, what is kept, the message in the program's own words, and the lines it came from. */
export class ErrorPart implements Part {
  readonly element = element('div', { class: 'failure', role: 'region', 'aria-label': 'What stopped the run' });
  private shown: RunError | null = null;

  constructor(private readonly context: PanelContext) {}

  inputs(): readonly unknown[] {
    const { run } = this.context.store.data;
    return [run?.error, run?.status, run?.checkpoints];
  }

  draw(): void {
    const { run, key } = this.context.store.data;
    const error = run && isEnded(run.status) ? run.error : null;
    setVisible(this.element, error !== null);
    if (!run || !error || key === null) return;
    if (error === this.shown) return;
    this.shown = error;
    this.element.replaceChildren(...this.content(run, error, key));
  }

  private content(run: RunState, error: RunError, key: string): HTMLElement[] {
    const { title, kept, message } = errorSummary(run, error);
    const frames = error.stack.slice(0, 6).map(frame => {
      const link = new SiteLink(this.context.reveal);
      link.show({ file: frame.file, line: frame.line, column: frame.column });
      return element('div', {}, `at ${frame.function || '(anonymous)'} `, link.element);
    });
    const line = new SiteLink(this.context.reveal);
    line.show(error.site ?? null);
    return [
      element('h2', {}, icon('error', 'error'), element('span', {}, title)),
      element('p', {}, kept),
      element('pre', {}, element('div', { class: 'message' }, message), ...frames),
      ...(error.remedy ? [element('p', { class: 'remedy' }, error.remedy)] : []),
      element(
        'div',
        { class: 'actions' },
        textButton('Show log', { onClick: () => this.context.ask('showLog', { key }) }),
        line.element,
      ),
    ];
  }
}
