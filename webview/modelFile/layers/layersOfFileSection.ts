import { uncountedWeights } from '../../../extension/core/stats/uncountedWeights';
import { drawShare } from '../../charts/sparkline';
import { IconButton } from '../../controls/button';
import { DataTable } from '../../controls/dataTable';
import { Dropdown } from '../../controls/dropdown';
import { SearchField } from '../../controls/searchField';
import { Section } from '../../controls/section';
import { element, icon, setText, setVisible } from '../../dom/element';
import type { FileModel } from '../../../extension/protocol/reader';
import type { Column } from '../../models/cell';
import { layerColumns, type ColumnsInput } from '../../models/layerTable/layerColumns';
import { layerKey } from '../../models/layerTable/layerRow';
import { layerRows } from '../../models/layerTable/layerRows';
import { costAnswer, storedAnswer } from '../../models/layerTable/layersAnswer';
import { groupByOf, smallModel } from '../../models/layerTable/layerTree';
import { totalRow } from '../../models/layerTable/totalRow';
import { markdownTable } from '../../models/tableText';
import type { Part } from '../../state/drawScheduler';
import type { FileContext } from '../fileContext';
import { modelOf } from './chosenModel';

const maxRows = 60;
/** Examples that the memory of activations is told for. */
const batch = 1;

/** Shapes stay in a narrow page: there are no histograms that would need the room. */
const fileLayerColumns = (input: ColumnsInput): Column[] =>
  layerColumns(input)
    .filter(c => c.key !== 'health')
    .map(c => (c.key === 'output' ? { ...c, hideBelow: undefined } : c));

/** The layers with their arithmetic; groups fold, heads sort. */
export class LayersOfFileSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly models: Dropdown;
  private readonly find: SearchField;
  private readonly groupBy: Dropdown;
  private readonly note = element('p', { class: 'quiet custom-layers' });

  constructor(private readonly context: FileContext) {
    super('Layers', 'file-layers');
    const { store } = context;
    this.table = new DataTable({
      label: 'Layers',
      role: 'treegrid',
      maxRows,
      onSelect: key => this.choose(key),
      onOpen: key => this.choose(key),
      onToggle: (key, isOpen) => store.choose({ openGroups: { ...store.selection.openGroups, [key]: isOpen } }),
      onSort: layerSort => store.choose({ layerSort }),
      paint: (g, cell, width, height) => {
        if (typeof cell.share === 'number')
          drawShare(g, cell.share, cell.isOfWork ? 'reference' : 'weights', width, height);
      },
    });
    this.models = new Dropdown('Model', true, model => store.choose({ model, layer: null }));
    this.find = new SearchField('Find a layer', layerFind => store.choose({ layerFind }));
    this.groupBy = new Dropdown('Group by', true, value =>
      store.choose({ layersGroupBy: value === 'none' ? 'none' : 'block' }),
    );
    const copy = new IconButton('copy', 'Copy the table as Markdown', () => this.copy());
    this.tools.append(this.models.element, this.find.element, this.groupBy.element, copy.element);
    this.body.append(this.note, this.table.element);
  }

  inputs(): readonly unknown[] {
    const { model, layer, layerFind, layerSort, layersGroupBy, openGroups, hasBiases } = this.context.store.selection;
    const { description } = this.context.store.data;
    return [description, model, layer, layerFind, layerSort, layersGroupBy, openGroups, hasBiases];
  }

  draw(): void {
    const model = modelOf(this.context);
    const { description } = this.context.store.data;
    if (!model || !description) return;
    const { selection } = this.context.store;
    const stored = uncountedWeights(model, description.tensors);
    this.setAnswer(stored === null ? costAnswer(model, selection.hasBiases) : storedAnswer(stored));
    setVisible(this.table.element, model.layers.length > 0);
    this.find.show(selection.layerFind);
    setVisible(this.models.element, description.models.length > 1);
    this.models.show(
      description.models.map(m => ({ value: m.name, label: m.name })),
      model.name,
    );
    setVisible(this.groupBy.element, model.layers.length > smallModel || model.layers.some(l => l.parent !== null));
    this.groupBy.show(
      [
        { value: 'block', label: 'Group by block' },
        { value: 'none', label: 'Group by nothing' },
      ],
      groupByOf(model, selection.layersGroupBy) === 'none' ? 'none' : 'block',
    );
    this.drawNote(model);
    const rows = this.rows(model);
    const input = this.columns(model);
    const chosen = selection.layer === null ? null : layerKey(selection.layer);
    this.table.show(fileLayerColumns(input), rows, [chosen], {
      foot: rows.length && stored === null ? totalRow(input) : null,
      sort: selection.layerSort,
    });
  }

  private drawNote({ customLayers, cannotRun }: FileModel): void {
    const custom = customLayers.length
      ? `${customLayers.join(', ')}: ${customLayers.length === 1 ? 'a layer' : 'layers'} that TensorFlow.js does not have. What is said of the others holds.`
      : '';
    const text = [custom, cannotRun ?? ''].filter(Boolean).join(' ');
    setVisible(this.note, text !== '');
    const words = element('span');
    setText(words, text);
    this.note.replaceChildren(icon('info', 'info'), words);
  }

  private columns(model: FileModel) {
    const { hasBiases } = this.context.store.selection;
    return { model, facet: 'weights' as const, page: 'table' as const, hasBiases, batch };
  }
  private rows(model: FileModel) {
    const { openGroups, layerSort, layerFind, layersGroupBy, layer } = this.context.store.selection;
    return layerRows({
      ...this.columns(model),
      snapshot: null,
      findings: [],
      selected: layer,
      ...{ expanded: openGroups, sort: layerSort, find: layerFind, groupBy: layersGroupBy },
    });
  }
  private choose(key: string): void {
    const { store } = this.context;
    const [layer] = key.split('\n');
    if (layer) return store.choose({ layer });
    const model = modelOf(this.context);
    const row = model && this.rows(model).find(r => r.key === key);
    store.choose({ openGroups: { ...store.selection.openGroups, [key]: !row?.isExpanded } });
  }
  private copy(): void {
    const model = modelOf(this.context);
    if (!model) return;
    const input = this.columns(model);
    this.context.ask('copy', {
      text: markdownTable({ columns: layerColumns(input), rows: [...this.rows(model), totalRow(input)] }),
    });
    this.context.announce('Copied.');
  }
}
