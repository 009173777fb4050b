import { DataTable } from '../../controls/dataTable';
import { Dropdown } from '../../controls/dropdown';
import { ReadState } from '../../controls/readState';
import { SearchField } from '../../controls/searchField';
import { Section } from '../../controls/section';
import { setVisible } from '../../dom/element';
import { memoizeLast } from '../../models/memoizeLast';
import { graphAnswer, graphColumns, graphRows } from '../../models/modelFile/graphTable';
import type { Part } from '../../state/drawScheduler';
import type { OpenedGraphs } from './openedGraphs';

/** The operations of a graph: found by a part of their name, or by their kind. */
export class GraphSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly field: SearchField;
  private readonly which: Dropdown;
  private readonly state: ReadState;
  private readonly rows = memoizeLast(graphRows);
  private scrolledTo: number | null = null;

  constructor(private readonly graphs: OpenedGraphs) {
    super('Graph', 'file-graph');
    const { store, answers } = graphs.page;
    this.table = new DataTable({
      label: 'Operations of the graph',
      maxRows: 24,
      onSelect: key => store.choose({ graphNode: Number(key) }),
      onOpen: key => store.choose({ graphNode: Number(key) }),
    });
    this.field = new SearchField('Find an operation', graphFind => store.choose({ graphFind }));
    this.which = new Dropdown('Graph', true, graph => store.choose({ graph, graphNode: null }));
    this.state = new ReadState(() => answers.retry());
    this.tools.append(this.which.element, this.field.element);
    this.body.append(this.state.element, this.table.element);
  }

  inputs(): readonly unknown[] {
    return this.graphs.inputs();
  }

  draw(): void {
    const { graphFind, graphNode } = this.graphs.page.store.selection;
    const read = this.graphs.all();
    const graph = this.graphs.graph();
    this.state.show(graph ? null : read, 'Reading the graph …');
    setVisible(this.table.element, graph !== null);
    setVisible(this.tools, graph !== null);
    if (!graph) return this.setAnswer(read.value ? ['The file holds no graph.'] : []);
    const all = read.value ?? [];
    setVisible(this.which.element, all.length > 1);
    this.which.show(
      all
        .slice(0, 200)
        .map(g => ({ value: g.name, label: g.name || 'main', note: g.parent === null ? undefined : 'inner' })),
      graph.name,
    );
    this.field.show(graphFind);
    const rows = this.rows(graph.nodes, graphFind);
    this.setAnswer(graphAnswer(graph, graphFind, rows.length));
    this.table.show(graphColumns, rows, [graphNode === null ? null : String(graphNode)]);
    if (graphNode !== this.scrolledTo && graphNode !== null) this.table.scrollTo(String(graphNode));
    this.scrolledTo = graphNode;
  }
}
