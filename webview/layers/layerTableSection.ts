import { isEnded } from '../../extension/protocol/run';
import { drawShare, drawSparkline, drawSpreads } from '../charts/sparkline';
import { IconButton } from '../controls/button';
import { DataTable } from '../controls/dataTable';
import { Dropdown } from '../controls/dropdown';
import { SearchField } from '../controls/searchField';
import { Section } from '../controls/section';
import { element, setText, setVisible } from '../dom/element';
import type { Cell } from '../models/cell';
import { layerColumns, type ColumnsInput } from '../models/layerTable/layerColumns';
import { batchOf } from '../models/layerTable/layerCost';
import { layerKey } from '../models/layerTable/layerRow';
import { layerRows } from '../models/layerTable/layerRows';
import { costAnswer, layersAnswer } from '../models/layerTable/layersAnswer';
import { groupByOf, smallModel } from '../models/layerTable/layerTree';
import { totalRow } from '../models/layerTable/totalRow';
import { markdownTable } from '../models/tableText';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

/** Before the table scrolls by itself; alone in the view it may be longer than the panel. */
const maxRows = 18;
const maxCostRows = 60;

/** What is in the model? Each layer with its arithmetic, shape, spread, health and line; or what it counts and costs. */
export class LayerTableSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly caption = element('p', { class: 'quiet' });
  private readonly find: SearchField;
  private readonly groupBy: Dropdown;
  private readonly grouping: HTMLElement;
  private chosen: string | null = null;

  constructor(private readonly layers: LayersContext) {
    super('Layers');
    const { store } = layers.panel;
    this.table = new DataTable({
      label: 'Layers',
      role: 'treegrid',
      maxRows,
      reveal: layers.panel.reveal,
      onSelect: key => this.choose(key, false),
      onOpen: key => this.choose(key, true),
      onToggle: (key, isExpanded) => store.choose({ expanded: { ...layers.selection.expanded, [key]: isExpanded } }),
      onSort: sort => store.choose({ sort }),
      paint: (g, cell, width, height) => this.paint(g, cell, width, height),
    });
    this.find = new SearchField('Find a layer', find => store.choose({ find }));
    this.groupBy = new Dropdown('Group by', true, value =>
      store.choose({ groupBy: value === 'none' ? 'none' : 'block' }),
    );
    this.grouping = element(
      'span',
      { class: 'group above-560' },
      element('span', { class: 'label' }, 'Group by'),
      this.groupBy.element,
    );
    const copy = new IconButton('copy', 'Copy the table as Markdown', () => this.copy());
    this.tools.append(this.find.element, this.grouping, copy.element);
    this.body.append(this.table.element, this.caption);
  }

  inputs(): readonly unknown[] {
    const { expanded, sort, find, groupBy, hasBiases, batch } = this.layers.selection;
    return [...this.layers.inputs(), this.layers.run?.status, expanded, sort, find, groupBy, hasBiases, batch];
  }

  draw(): void {
    const { run, selection } = this.layers;
    const model = this.layers.model();
    if (!run) return;
    setVisible(this.table.element, model !== null);
    setVisible(this.tools, model !== null);
    if (!model) {
      this.setAnswer([
        isEnded(run.status) ? 'No model was built.' : 'None yet: they appear as the program builds its model.',
      ]);
      setText(this.caption, '');
      return;
    }
    const snapshot = this.layers.snapshot('b');
    const isTable = selection.layersPage === 'table';
    this.setAnswer(isTable ? costAnswer(model, selection.hasBiases) : layersAnswer(model, run.findings, snapshot));
    const isLarge = model.layers.length > smallModel;
    const hasGroups = isLarge || model.layers.some(l => l.parent !== null);
    setVisible(this.find.element, isLarge || selection.find !== '');
    setVisible(this.grouping, hasGroups);
    this.find.show(selection.find);
    this.groupBy.show(
      [
        { value: 'block', label: 'block' },
        { value: 'none', label: 'nothing' },
      ],
      groupByOf(model, selection.groupBy) === 'none' ? 'none' : 'block',
    );
    this.drawTable();
    this.drawCaption();
  }

  private drawTable(): void {
    const rows = this.rows();
    this.table.limitRows(this.layers.selection.layersPage === 'table' ? maxCostRows : maxRows);
    const { chosen } = this.layers.tensors();
    const layer = this.layers.layer();
    const own = layer === null ? null : layerKey(layer);
    const selected = rows.some(r => r.key === own) || !layer || !chosen ? own : layerKey(layer, chosen.id);
    const input = this.columnsInput();
    this.table.show(layerColumns(input), rows, [selected], {
      foot: rows.length ? totalRow(input) : null,
      sort: this.layers.selection.sort,
    });
    if (selected !== this.chosen && selected !== null) this.table.scrollTo(selected);
    this.chosen = selected;
  }

  private drawCaption(): void {
    const { run, selection } = this.layers;
    const snapshot = this.layers.snapshot('b');
    const error = this.layers.error();
    const isEarly = !snapshot && this.layers.refs().length === 0 && !isEnded(run!.status);
    const found = selection.find && !this.rows().length ? `No layer is called "${selection.find}".` : '';
    setText(
      this.caption,
      found || error?.message || (isEarly ? 'Histograms come before the first step.' : (snapshot?.note ?? '')),
    );
  }

  private columnsInput(): ColumnsInput {
    const { run, selection } = this.layers;
    const { layersPage, hasBiases, batch } = selection;
    return {
      model: this.layers.model()!,
      facet: this.layers.facet(),
      page: layersPage,
      hasBiases,
      batch: batchOf(run!, batch, this.layers.snapshot('b')?.probed ?? 0),
    };
  }
  private rows() {
    const { run, selection } = this.layers;
    const { expanded, sort, find, groupBy } = selection;
    return layerRows({
      ...this.columnsInput(),
      snapshot: this.layers.snapshot('b'),
      findings: run!.findings,
      selected: selection.layer,
      ...{ expanded, sort, find, groupBy },
    });
  }
  private paint(g: CanvasRenderingContext2D, cell: Cell, width: number, height: number): void {
    const role = this.layers.kind();
    if (cell.summary) drawSparkline(g, cell.summary, role, width, height);
    if (cell.spreads) drawSpreads(g, cell.spreads, role, width, height);
    if (typeof cell.share === 'number')
      drawShare(g, cell.share, cell.isOfWork ? 'reference' : 'weights', width, height);
  }
  /** A row that is no layer folds. */
  private choose(key: string, focus: boolean): void {
    const [layer, tensor] = key.split('\n');
    if (layer) return this.layers.choose(layer, tensor ?? null, focus);
    const row = this.rows().find(r => r.key === key);
    const { expanded } = this.layers.selection;
    this.layers.panel.store.choose({ expanded: { ...expanded, [key]: !row?.isExpanded } });
  }
  private copy(): void {
    if (!this.layers.model()) return;
    const input = this.columnsInput();
    this.layers.panel.ask('copy', {
      text: markdownTable({ columns: layerColumns(input), rows: [...this.rows(), totalRow(input)] }),
    });
    this.layers.panel.announce('Copied.');
  }
}
