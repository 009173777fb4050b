import { formatCount } from '../../../extension/core/stats/formatFigure';
import { drawSparkline } from '../../charts/sparkline';
import { IconButton } from '../../controls/button';
import { DataTable } from '../../controls/dataTable';
import { Dropdown } from '../../controls/dropdown';
import { SearchField } from '../../controls/searchField';
import { Section } from '../../controls/section';
import { element, setText, setVisible } from '../../dom/element';
import type { TableSort } from '../../models/cell';
import { memoizeLast } from '../../models/memoizeLast';
import { plural } from '../../models/modelFile/fileSummary';
import { fileTensorColumns, flatRows, treeRows } from '../../models/modelFile/tensorTable';
import { openPlaces, tensorTree } from '../../models/modelFile/tensorTree';
import { strong } from '../../models/answer';
import type { Part } from '../../state/drawScheduler';
import type { FileTensors } from './fileTensors';

const maxRows = 30;
const asInFile = 'file';

/** All tensors by the scopes of their names with their figures; found by a part of the name; or in the order of a figure. */
export class TensorTableSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly field: SearchField;
  private readonly sort: Dropdown;
  private readonly none = element('p', { class: 'quiet' });
  private readonly fold: IconButton;
  private readonly tree = memoizeLast(tensorTree);
  private readonly places = memoizeLast(openPlaces);
  private scrolledTo: string | null = null;

  constructor(private readonly tensors: FileTensors) {
    super('Tensors', 'file-tensor-table');
    const { store } = tensors.page;
    this.table = new DataTable({
      label: 'Tensors of the file',
      role: 'treegrid',
      maxRows,
      onSelect: key => this.choose(key),
      onOpen: key => this.choose(key),
      onToggle: (key, isOpen) => store.choose({ openGroups: { ...store.selection.openGroups, [key]: isOpen } }),
      onSort: tensorSort => store.choose({ tensorSort }),
      paint: (g, cell, width, height) => {
        if (cell.summary) drawSparkline(g, cell.summary, 'weights', width, height);
      },
    });
    this.field = new SearchField('Find a tensor: name, shape, dtype', tensorFind => store.choose({ tensorFind }));
    this.field.element.addEventListener('keydown', event => {
      if (event.key === 'Enter') this.chooseFirst();
    });
    this.sort = new Dropdown('Sort', true, value => store.choose({ tensorSort: sortOf(value) }));
    this.fold = new IconButton('collapse-all', 'Fold all groups', () => this.foldAll());
    this.tools.append(this.field.element, this.sort.element, this.fold.element);
    this.body.append(this.none, this.table.element);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.tensors.page.store;
    const { tensorFind, tensorName, tensorSort, openGroups } = selection;
    return [
      ...[data.description, data.revision, data.reading, this.tensors.withheld(), this.tensors.chosen()],
      ...[tensorFind, tensorName, tensorSort, openGroups],
    ];
  }

  draw(): void {
    const { data, selection } = this.tensors.page.store;
    const { description } = data;
    if (!description) return;
    const { tensorFind, tensorSort } = selection;
    this.field.show(tensorFind);
    this.sort.show(sortChoices, tensorSort ? `${tensorSort.column} ${tensorSort.isDescending}` : asInFile);
    const isFlat = tensorFind.trim() !== '' || tensorSort !== null;
    setVisible(this.fold.element, !isFlat);
    const { rows, total } = this.rows();
    const all = plural(description.tensors.length, 'tensor');
    if (tensorFind.trim()) this.setAnswer([strong(formatCount(total)), ` of ${all} found.`]);
    else this.setAnswer([`${all}.`]);
    setText(this.none, rows.length ? '' : tensorFind ? 'No tensor has such a name.' : 'The file holds no tensors.');
    setVisible(this.table.element, rows.length > 0);
    const chosen = this.tensors.chosen()?.name ?? null;
    this.table.show(fileTensorColumns, rows, [chosen], { sort: tensorSort });
    if (chosen !== this.scrolledTo && chosen !== null) this.table.scrollTo(chosen);
    this.scrolledTo = chosen;
  }

  private rows() {
    const { data, selection } = this.tensors.page.store;
    const { tensors } = data.description!;
    const { tensorFind: find, tensorSort: sort, openGroups, tensorName } = selection;
    const input = this.tensors.tableInput();
    if (find.trim() || sort) return flatRows(tensors, { find, sort }, input);
    const rows = treeRows(this.places(this.tree(tensors), openGroups, tensorName), input);
    return { rows, total: rows.length };
  }

  /** A group folds; a tensor is looked into. */
  private choose(key: string): void {
    const { store } = this.tensors.page;
    if (this.tensors.entry(key)) return store.choose({ tensorName: key });
    const row = this.rows().rows.find(r => r.key === key);
    store.choose({ openGroups: { ...store.selection.openGroups, [key]: !row?.isExpanded } });
  }
  private chooseFirst(): void {
    const first = this.rows().rows[0];
    if (first) this.choose(first.key);
  }
  private foldAll(): void {
    const { store } = this.tensors.page;
    const open = Object.fromEntries(
      this.rows().rows.flatMap(r => (r.isExpanded === undefined ? [] : [[r.key, false] as const])),
    );
    store.choose({ openGroups: { ...store.selection.openGroups, ...open } });
  }
}

const sortChoices = [
  { value: asInFile, label: 'Sort: as in the file' },
  { value: 'name false', label: 'Sort: name' },
  ...['values', 'mean', 'std', 'min', 'max', 'zero'].flatMap(column => [
    { value: `${column} true`, label: `Sort: ${column}`, note: 'greatest first' },
    { value: `${column} false`, label: `Sort: ${column}`, note: 'least first' },
  ]),
  { value: 'name true', label: 'Sort: name', note: 'last first' },
];
function sortOf(value: string): TableSort | null {
  if (value === asInFile) return null;
  const [column, isDescending] = value.split(' ') as [string, string];
  return { column, isDescending: isDescending === 'true' };
}
