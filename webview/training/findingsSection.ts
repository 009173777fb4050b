import type { Finding } from '../../extension/protocol/finding';
import { isEnded } from '../../extension/protocol/run';
import { findingItem } from '../controls/findingItem';
import { Section } from '../controls/section';
import { element, setVisible } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';

/** Where is it broken, and which line? */
export class FindingsSection extends Section implements Part {
  private shownFindings: readonly Finding[] | null = null;

  constructor(private readonly context: PanelContext) {
    super('Findings');
  }

  inputs(): readonly unknown[] {
    const { run } = this.context.store.data;
    return [run?.findings, run?.status, run?.models.length === 0];
  }

  draw(): void {
    const { run } = this.context.store.data;
    // nobody watched what a log directory holds
    setVisible(this.element, run !== null && !run.log && (run.models.length > 0 || run.findings.length > 0));
    if (!run) return;
    const open = run.findings.filter(f => f.severity !== 'info').length;
    const isLive = !isEnded(run.status);
    this.setAnswer([open ? `${open} open` : isLive ? 'None so far.' : 'None.']);
    if (run.findings === this.shownFindings) return;
    this.shownFindings = run.findings;
    const ranks = { error: 0, warning: 1, info: 2 };
    const sorted = [...run.findings].sort((a, b) => ranks[a.severity] - ranks[b.severity]);
    this.body.replaceChildren(
      ...(sorted.length
        ? sorted.map((f, i) =>
            findingItem(f, this.context, {
              index: run.findings.indexOf(f),
              isFirst: i === 0,
              ...(f.layer !== null && { showLayer: () => this.showLayer(f.model, f.layer!) }),
            }),
          )
        : [element('p', { class: 'quiet' }, 'Watched: layers, data, losses, learning rates and validation.')]),
    );
  }

  private showLayer(model: string | null, layer: string): void {
    const { store } = this.context;
    store.choose({ view: 'layers', layer, tensor: null, ...(model !== null && { model }) });
  }
}
