import { element } from '../../dom/element';
import type { FileContext } from '../fileContext';
import { GraphNodeSection } from './graphNodeSection';
import { GraphSection } from './graphSection';
import { OpenedGraphs } from './openedGraphs';

/** What does it compute? Its operations in their order, and the one that is looked into. */
export class GraphView {
  readonly element: HTMLElement;

  constructor(context: FileContext) {
    const graphs = new OpenedGraphs(context);
    const table = new GraphSection(graphs);
    const node = new GraphNodeSection(graphs);
    this.element = element('div', { class: 'scroll' }, table.element, node.element);
    for (const part of [table, node]) context.scheduler.add(part);
  }
}
