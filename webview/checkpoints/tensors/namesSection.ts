import { DataTable } from '../../controls/dataTable';
import { SearchField } from '../../controls/searchField';
import { Section } from '../../controls/section';
import { setVisible } from '../../dom/element';
import { answerText } from '../../models/answer';
import { memoizeLast } from '../../models/memoizeLast';
import { tensorColumns, tensorRows, tensorsAnswer } from '../../models/tensorNames/tensorRows';
import type { Part } from '../../state/drawScheduler';
import { ReadState } from '../../controls/readState';
import type { TensorsContext } from './tensorsContext';

/** Any tensor of the checkpoint, found by a part of its name. */
export class NamesSection extends Section implements Part {
  private readonly field: SearchField;
  private readonly state: ReadState;
  private readonly table = new DataTable({
    label: 'Tensors of the checkpoint',
    maxRows: 10,
    onSelect: name => this.choose(name),
    onOpen: name => this.choose(name),
  });
  private readonly rows = memoizeLast(tensorRows);
  private shownFind = '';

  constructor(private readonly tensors: TensorsContext) {
    super('Names', 'tensor-names');
    const { store } = tensors.panel;
    this.field = new SearchField('Find a tensor', tensorFind => store.choose({ tensorFind }));
    this.field.element.addEventListener('keydown', event => {
      const first = this.rows(this.tensors.description()?.tensors ?? [], store.selection.tensorFind)[0];
      if (event.key === 'Enter' && first) this.choose(first.key);
    });
    this.state = new ReadState(() => tensors.retry());
    this.tools.append(this.field.element);
    this.body.append(this.state.element, this.table.element);
  }

  inputs(): readonly unknown[] {
    const read = this.tensors.describe();
    const { tensorFind, tensorName } = this.tensors.panel.store.selection;
    return [this.tensors.at()?.path, read?.value, read?.error, tensorFind, tensorName];
  }

  draw(): void {
    const { tensors } = this;
    const { tensorFind, tensorName } = tensors.panel.store.selection;
    const read = tensors.describe();
    const description = tensors.description();
    setVisible(this.element, tensors.at() !== null);
    this.state.show(description ? null : read, 'Reading the names of its tensors …');
    setVisible(this.table.element, description !== null);
    setVisible(this.field.element, description !== null);
    if (!description) return this.setAnswer([]);
    this.field.show(tensorFind);
    const rows = this.rows(description.tensors, tensorFind);
    const answer = tensorsAnswer(description, tensorFind, rows.length);
    this.setAnswer(answer);
    this.table.show(tensorColumns, rows, [tensorName]);
    if (tensorFind !== this.shownFind) {
      this.table.element.scrollTop = 0;
      tensors.panel.announce(answerText(answer));
    }
    this.shownFind = tensorFind;
  }

  private choose(tensorName: string): void {
    this.tensors.panel.store.choose({ tensorName });
  }
}
