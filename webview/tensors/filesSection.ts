import { IconButton } from '../controls/button';
import { DataTable } from '../controls/dataTable';
import { Section } from '../controls/section';
import { element, icon, setVisible } from '../dom/element';
import { fileColumns, fileRows, filesAnswer } from '../models/tensorNames/fileRows';
import { markdownTable } from '../models/tableText';
import type { Part } from '../state/drawScheduler';
import type { TensorSource } from './tensorSource';

/** Which files is it made of, how large are they, and what is wrong with them? */
export class FilesSection extends Section implements Part {
  private readonly table = new DataTable({ label: 'Files', maxRows: 12 });
  private readonly problems = element('ul', { class: 'file-problems', hidden: true });

  constructor(private readonly tensors: Pick<TensorSource, 'page' | 'description'>) {
    super('Files', 'tensor-files');
    this.tools.append(new IconButton('copy', 'Copy as Markdown', () => this.copy()).element);
    this.body.append(this.problems, this.table.element);
  }

  inputs(): readonly unknown[] {
    return [this.tensors.description()];
  }

  draw(): void {
    const description = this.tensors.description();
    setVisible(this.element, description !== null);
    if (!description) return;
    this.setAnswer(filesAnswer(description));
    const { rows, total } = fileRows(description.files);
    this.table.show(fileColumns, rows, [], { foot: rows.length > 1 ? total : null });
    setVisible(this.problems, description.problems.length > 0);
    this.problems.replaceChildren(
      ...description.problems.map(({ message, where }) =>
        element('li', {}, icon('warning', 'warning'), element('span', {}, where ? `${where}: ${message}` : message)),
      ),
    );
  }

  private copy(): void {
    const description = this.tensors.description();
    if (!description) return;
    const { rows, total } = fileRows(description.files);
    this.tensors.page.ask('copy', { text: markdownTable({ columns: fileColumns, rows: [...rows, total] }) });
    this.tensors.page.announce('Copied.');
  }
}
