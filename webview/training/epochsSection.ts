import { DataTable } from '../controls/dataTable';
import { IconButton } from '../controls/button';
import { Section } from '../controls/section';
import { setVisible } from '../dom/element';
import { epochColumns, epochKey, epochRows, momentOfKey } from '../models/epochRows';
import { epochWord } from '../models/moment';
import { memoizeLast } from '../models/memoizeLast';
import { tableText } from '../models/tableText';
import type { Part } from '../state/drawScheduler';
import type { TrainingContext } from './trainingContext';

/** Every epoch with its figures, newest first; a click shows it in all views. */
export class EpochsSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly rows = memoizeLast(epochRows);
  private shownKey: string | null = null;

  constructor(private readonly training: TrainingContext) {
    super('Epochs');
    this.table = new DataTable({
      label: 'Epochs',
      maxRows: 14,
      onSelect: key => training.choose(momentOfKey(key)),
    });
    this.body.append(this.table.element);
    const copy = new IconButton('copy', 'Copy the table', () => {
      const { run } = training;
      if (run) training.panel.ask('copy', { text: tableText({ columns: epochColumns(run), rows: epochRows(run) }) });
      training.panel.announce('Copied.');
    });
    this.tools.append(copy.element);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.training.panel.store;
    return [data.run, selection.shown];
  }

  draw(): void {
    const { run } = this.training;
    if (!run) return;
    this.setTitle(epochWord(run) === 'step' ? 'Steps' : 'Epochs');
    const rows = this.rows(run);
    // A loop that knows no epochs has its steps in the chart's table.
    setVisible(this.element, run.epochs.length > 0 || run.fits.some(f => f.kind === 'fit' || f.kind === 'fitDataset'));
    const { shown } = this.training.panel.store.selection;
    const key = shown && epochKey(shown.fit, shown.step);
    this.table.show(epochColumns(run), rows, [key]);
    if (key !== this.shownKey && key) this.table.scrollTo(key);
    this.shownKey = key;
  }
}
