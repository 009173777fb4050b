import { IconButton } from '../../controls/button';
import { DataTable } from '../../controls/dataTable';
import { Section } from '../../controls/section';
import { setVisible } from '../../dom/element';
import { plural } from '../../models/modelFile/fileSummary';
import type { Column } from '../../models/cell';
import { tableText } from '../../models/tableText';
import type { Part } from '../../state/drawScheduler';
import type { FileContext } from '../fileContext';

const columns: readonly Column[] = [
  { key: 'key', head: 'key' },
  { key: 'value', head: 'value', isCode: true },
];
/** Of a value, in its cell; the whole of it is copied. */
const maxShown = 400;

/** What the file says of itself, in the words of its format. */
export class MetadataSection extends Section implements Part {
  private readonly table = new DataTable({ label: 'Metadata', maxRows: 20 });

  constructor(private readonly context: FileContext) {
    super('Metadata', 'file-metadata');
    this.tools.append(new IconButton('copy', 'Copy the table', () => this.copy()).element);
    this.body.append(this.table.element);
  }

  inputs(): readonly unknown[] {
    return [this.context.store.data.description];
  }

  draw(): void {
    const rows = this.rows(maxShown);
    setVisible(this.tools, rows.length > 0);
    setVisible(this.table.element, rows.length > 0);
    this.setAnswer([
      rows.length
        ? `${plural(rows.length, 'entry').replace('entrys', 'entries')}.`
        : 'The file says nothing of itself.',
    ]);
    this.table.show(columns, rows);
  }

  private rows(limit: number) {
    const entries = Object.entries(this.context.store.data.description?.metadata ?? {});
    return entries.map(([key, value]) => ({
      key,
      cells: {
        key,
        value: { text: value.length > limit ? `${value.slice(0, limit)}…` : value, title: value.slice(0, 2000) },
      },
    }));
  }
  private copy(): void {
    this.context.ask('copy', { text: tableText({ columns, rows: this.rows(Infinity) }) });
    this.context.announce('Copied.');
  }
}
