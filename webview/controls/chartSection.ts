import { element, listen, setVisible } from '../dom/element';
import { answerText, type Answer } from '../models/answer';
import type { Cell, TableSort } from '../models/cell';
import { tableText, type ChartTable } from '../models/tableText';
import { IconButton } from './button';
import { DataTable } from './dataTable';
import type { PageContext } from './pageContext';
import { Section } from './section';

interface ChartSectionOptions {
  maxRows?: number;
  onSelect?(key: string): void;
  /** Enter on a row of the table, and a double click. */
  onOpen?(key: string): void;
  onSort?(sort: TableSort | null): void;
  paint?(g: CanvasRenderingContext2D, cell: Cell, width: number, height: number): void;
}

/** A section whose chart and table stand in one another's place: the table button and the key T change them everywhere. */
export class ChartSection extends Section {
  readonly chart = element('div', { class: 'chart' });
  protected readonly table: DataTable;
  private readonly tableButton: IconButton;
  private readonly copyButton: IconButton;
  private shownTable: ChartTable | null = null;

  constructor(
    title: string,
    private readonly context: PageContext,
    { maxRows = 12, ...options }: ChartSectionOptions = {},
    className = '',
  ) {
    super(title, className);
    const toggle = () => context.store.choose({ isTable: !context.store.selection.isTable });
    this.tableButton = new IconButton('table', 'Show as a table (T)', toggle);
    this.copyButton = new IconButton('copy', 'Copy the table', () => this.copy());
    this.tools.append(this.copyButton.element, this.tableButton.element);
    this.table = new DataTable({ label: title, maxRows, reveal: context.reveal, ...options });
    this.body.append(this.chart, this.table.element);
    listen(this.element, {
      keydown: event => {
        if (event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        toggle();
      },
    });
  }

  /** Whether the table stands in the chart's place; the buttons follow. */
  get isTable(): boolean {
    const { isTable } = this.context.store.selection;
    this.tableButton.setPressed(isTable);
    this.tableButton.label(isTable ? 'Show as a chart (T)' : 'Show as a table (T)');
    setVisible(this.copyButton.element, isTable);
    setVisible(this.chart, !isTable);
    setVisible(this.table.element, isTable);
    return isTable;
  }

  showTable(table: ChartTable, answer: Answer): void {
    this.shownTable = table;
    this.table.element.firstElementChild!.setAttribute(
      'aria-label',
      `${this.heading.textContent}: ${answerText(answer)}`,
    );
    this.table.show(table.columns, table.rows, table.selected, { sort: table.sort });
    const chosen = table.selected?.find(k => k !== null);
    if (chosen) this.table.scrollTo(chosen);
  }

  private copy(): void {
    if (this.shownTable) this.context.ask('copy', { text: tableText(this.shownTable) });
    this.context.announce('Copied.');
  }
}
