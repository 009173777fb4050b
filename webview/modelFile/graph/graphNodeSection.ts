import type { GraphNode } from '../../../extension/protocol/reader';
import { Section } from '../../controls/section';
import { element, listen, setVisible } from '../../dom/element';
import { strong } from '../../models/answer';
import { outputText } from '../../models/modelFile/graphTable';
import type { Part } from '../../state/drawScheduler';
import type { OpenedGraphs } from './openedGraphs';

/** Of a list of values or attributes. */
const maxShown = 60;

/** One operation: where its inputs come from, its weights, what it returns, its attributes. */
export class GraphNodeSection extends Section implements Part {
  private readonly facts = element('dl', { class: 'file-facts' });

  constructor(private readonly graphs: OpenedGraphs) {
    super('Operation', 'graph-node');
    this.body.append(this.facts);
  }

  inputs(): readonly unknown[] {
    return [this.graphs.node()];
  }

  draw(): void {
    const node = this.graphs.node();
    setVisible(this.element, node !== null);
    if (!node) return;
    this.setTitle(node.name || node.op);
    this.setAnswer([strong(node.op), `, returns ${outputText(node.outputShape)}.`]);
    this.facts.replaceChildren(
      ...this.fact(
        'inputs',
        node.inputs.map(value => this.value(node, value)),
      ),
      ...this.fact(
        'weights',
        node.tensors.map(name => this.link(name, () => this.showTensor(name))),
      ),
      ...this.fact(
        'outputs',
        node.outputs.map(value => element('span', {}, value || '(left out)')),
      ),
      ...Object.entries(node.attributes)
        .slice(0, maxShown)
        .flatMap(([name, value]) => this.fact(name, [element('code', {}, value)])),
    );
  }

  private fact(key: string, values: readonly HTMLElement[]): HTMLElement[] {
    if (!values.length) return [];
    const rest = values.length > maxShown ? ` and ${values.length - maxShown} more` : '';
    const shown = values.slice(0, maxShown).flatMap((v, i) => (i ? [', ', v] : [v]));
    return [element('dt', {}, key), element('dd', {}, ...shown, rest)];
  }
  /** A value that another operation makes leads to it. */
  private value(node: GraphNode, value: string): HTMLElement {
    if (!value) return element('span', { class: 'muted' }, '(left out)');
    if (node.tensors.includes(value)) return element('span', {}, value);
    return this.link(value, () => {
      if (!this.graphs.showMaker(value)) this.graphs.page.announce(`${value} is given to the graph.`);
    });
  }
  private link(text: string, onClick: () => void): HTMLElement {
    return listen(element('a', { role: 'button', tabindex: 0 }, text), {
      click: onClick,
      keydown: event => {
        if (event.key === 'Enter' || event.key === ' ') onClick();
      },
    });
  }
  private showTensor(tensorName: string): void {
    this.graphs.page.store.choose({ tensorName, tensorFind: '', view: 'tensors' });
  }
}
