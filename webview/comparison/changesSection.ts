import { drawChangeCell } from '../charts/changeCells';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { ReadState } from '../controls/readState';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { element, setVisible } from '../dom/element';
import {
  changeAnswer,
  changeColumns,
  changeRows,
  changeTop,
  chosenMove,
  figureColumns,
  figureTable,
  unmatchedText,
} from '../models/checkpointChanges';
import { memoizeLast } from '../models/memoizeLast';
import type { Part } from '../state/drawScheduler';
import type { ComparedTensors } from './comparedTensors';

const maxRows = 24;

/** What changed from A to B: a bar for each tensor, and how its values moved. */
export class ChangesSection extends ChartSection implements Part {
  private readonly bars: DataTable;
  private readonly state: ReadState;
  private readonly what: SegmentedSwitch<'weights' | 'all'>;
  private readonly rows = memoizeLast(changeRows);
  private readonly unmatched = element('div', { class: 'unmatched' });

  constructor(private readonly changes: ComparedTensors) {
    super('What changed', changes.page, { maxRows, onSelect: key => this.select(key) }, 'checkpoint-changes');
    this.bars = new DataTable({
      label: 'Change of each tensor from A to B',
      maxRows,
      onSelect: key => this.select(key),
      paint: drawChangeCell,
    });
    this.what = new SegmentedSwitch(
      'What is compared',
      [
        { value: 'weights', label: 'weights' },
        { value: 'all', label: 'with optimizer' },
      ],
      value => changes.page.store.choose({ hasOptimizer: value === 'all' }),
    );
    this.state = new ReadState(() => changes.retry());
    this.tools.prepend(this.what.element);
    this.body.prepend(this.state.element);
    this.chart.append(this.bars.element);
    this.body.append(this.unmatched);
  }

  inputs(): readonly unknown[] {
    const { tensorName, isTable, hasOptimizer } = this.changes.page.store.selection;
    const loaded = this.changes.comparison();
    const of = [loaded?.value, loaded?.error, loaded?.isLoading, loaded?.progress, this.changes.moves()];
    return [this.changes.isSame(), tensorName, isTable, hasOptimizer, ...of];
  }

  draw(): void {
    const { changes } = this;
    const { tensorName, hasOptimizer } = changes.page.store.selection;
    const hasPair = changes.hasPair();
    setVisible(this.element, hasPair);
    if (!hasPair) return;
    const isSame = changes.isSame();
    const loaded = changes.comparison();
    const moves = changes.moves();
    this.state.show(isSame ? null : loaded, 'Comparing A and B …');
    const comparison = loaded?.value ?? null;
    this.what.show(hasOptimizer ? 'all' : 'weights');
    setVisible(this.what.element, comparison?.tensors.some(t => t.role === 'optimizer') ?? hasOptimizer);
    this.drawUnmatched(comparison ? unmatchedText(comparison, hasOptimizer) : []);
    const answer = isSame ? ['A and B are the same checkpoint.'] : moves ? changeAnswer(moves) : [];
    this.setAnswer(answer);
    const { isTable } = this;
    // While another pair is read the figures of the last one would be wrong.
    setVisible(this.chart, !isTable && moves !== null);
    setVisible(this.table.element, isTable && moves !== null);
    if (!moves) return;
    const chosen = [chosenMove(moves, tensorName)?.key ?? null];
    if (isTable) this.showTable({ columns: figureColumns, rows: figureTable(moves), selected: chosen }, answer);
    else this.bars.show(changeColumns(changeTop(moves)), this.rows(moves), chosen);
  }

  private drawUnmatched(sentences: readonly string[]): void {
    const shown = [...this.unmatched.children].map(p => p.textContent);
    if (shown.length === sentences.length && shown.every((text, i) => text === sentences[i])) return;
    this.unmatched.replaceChildren(...sentences.map(text => element('p', { class: 'quiet' }, text)));
  }

  private select(key: string): void {
    const move = this.changes.moves()?.find(m => m.key === key);
    if (move) this.changes.select(move);
  }
}
