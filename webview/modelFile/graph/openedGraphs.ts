import type { FileGraph, GraphNode } from '../../../extension/protocol/reader';
import type { Loaded } from '../../state/loaded';
import type { FileContext } from '../fileContext';

/** The graphs of the file, asked for when they are first looked at; the one that is chosen, and its node. */
export class OpenedGraphs {
  constructor(readonly page: FileContext) {}

  all(): Loaded<FileGraph[]> {
    return this.page.answers.get('graphs', {});
  }
  /** The one that is chosen, else the first. */
  graph(): FileGraph | null {
    const graphs = this.all().value ?? [];
    return graphs.find(g => g.name === this.page.store.selection.graph) ?? graphs[0] ?? null;
  }
  node(): GraphNode | null {
    const { graphNode } = this.page.store.selection;
    return graphNode === null ? null : (this.graph()?.nodes[graphNode] ?? null);
  }
  /** Looks into the node that makes a value; nothing happens for the graph's inputs and for weights. */
  showMaker(value: string): boolean {
    const index = this.graph()?.nodes.findIndex(n => n.outputs.includes(value) || n.name === value) ?? -1;
    if (index < 0) return false;
    this.page.store.choose({ graphNode: index, graphFind: '' });
    return true;
  }
  inputs(): readonly unknown[] {
    const { graph, graphFind, graphNode } = this.page.store.selection;
    const { value, error, isLoading } = this.all();
    return [value, error, isLoading, graph, graphFind, graphNode];
  }
}
