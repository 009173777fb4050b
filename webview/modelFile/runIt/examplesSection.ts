import type { FileRunResult } from '../../../extension/protocol/fileRun';
import { IconButton } from '../../controls/button';
import { DataTable } from '../../controls/dataTable';
import { Section } from '../../controls/section';
import { setVisible } from '../../dom/element';
import type { Column, Row } from '../../models/cell';
import { className, valueText } from '../../models/modelFile/runSentence';
import { tableText } from '../../models/tableText';
import type { Part } from '../../state/drawScheduler';
import type { FileContext } from '../fileContext';
import type { RunState } from './runState';

const columns: readonly Column[] = [
  { key: 'label', head: 'example', width: '46%' },
  { key: 'says', head: 'says' },
  { key: 'value', head: 'with', isNumber: true },
  { key: 'next', head: 'next', hideBelow: 560 },
];

/** All examples of a folder or a batch, each with what the model says of it. */
export class ExamplesSection extends Section implements Part {
  private readonly table: DataTable;

  constructor(
    private readonly context: FileContext,
    private readonly state: RunState,
  ) {
    super('Examples', 'run-examples');
    this.table = new DataTable({
      label: 'Examples',
      maxRows: 10,
      onSelect: key => state.set({ example: Number(key) }),
    });
    this.tools.append(new IconButton('copy', 'Copy the table', () => this.copy()).element);
    this.body.append(this.table.element);
  }

  inputs(): readonly unknown[] {
    return [this.state.shown.result, this.state.shown.example];
  }

  draw(): void {
    const { result, example } = this.state.shown;
    setVisible(this.element, result !== null && result.examples.length > 1);
    if (!result) return;
    this.setAnswer([`${result.examples.length}; the activations are over all of them, the maps of the first.`]);
    this.table.show(columns, exampleRows(result), [String(example)]);
  }

  private copy(): void {
    const { result } = this.state.shown;
    if (!result) return;
    this.context.ask('copy', { text: tableText({ columns, rows: exampleRows(result) }) });
    this.context.announce('Copied.');
  }
}

function exampleRows({ examples }: FileRunResult): Row[] {
  return examples.map(({ label, outputs }, i) => {
    const [first, second] = outputs[0]?.top ?? [];
    return {
      key: String(i),
      isSelectable: true,
      cells: {
        label,
        says: first ? className(first) : '–',
        value: first ? valueText(outputs[0]!.kind, first.value) : '–',
        next: second ? className(second) : '–',
      },
    };
  });
}
