import { drawChangeCell } from '../charts/changeCells';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
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
  type TensorMove,
} from '../models/checkpointChanges';
import { memoizeLast } from '../models/memoizeLast';
import type { Part } from '../state/drawScheduler';
import type { CheckpointChanges } from './checkpointChanges';
import { ReadState } from './tensors/readState';

const maxRows = 24;

/** What changed from A to B: a bar for each tensor, and how its values moved. */
export class ChangesSection extends ChartSection implements Part {
  private readonly bars: DataTable;
  private readonly state: ReadState;
  private readonly what: SegmentedSwitch<'weights' | 'all'>;
  private readonly rows = memoizeLast(changeRows);
  private readonly unmatched = element('div', { class: 'unmatched' });

  constructor(private readonly changes: CheckpointChanges) {
    super('What changed', changes.panel, { maxRows, onSelect: key => this.select(key) }, 'checkpoint-changes');
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
      value => changes.panel.store.choose({ hasOptimizer: value === 'all' }),
    );
    this.state = new ReadState(changes.panel);
    this.tools.prepend(this.what.element);
    this.body.prepend(this.state.element);
    this.chart.append(this.bars.element);
    this.body.append(this.unmatched);
  }

  inputs(): readonly unknown[] {
    const { tensorName, isTable, hasOptimizer } = this.changes.panel.store.selection;
    const loaded = this.changes.pair.comparison();
    const of = [loaded?.value, loaded?.error, loaded?.isLoading, this.changes.moves()];
    return [this.changes.isSame(), tensorName, isTable, hasOptimizer, ...of];
  }

  draw(): void {
    const { pair, panel } = this.changes;
    const { tensorName, hasOptimizer } = panel.store.selection;
    const hasPair = pair.a() !== null && pair.b() !== null;
    setVisible(this.element, hasPair);
    if (!hasPair) return;
    const isSame = this.changes.isSame();
    const loaded = pair.comparison();
    const moves = this.changes.moves();
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

  /** The tensor is looked into below, and its layer is the one of the other views and of the source. */
  private select(key: string): void {
    const move = this.changes.moves()?.find(m => m.key === key);
    if (!move) return;
    const { store } = this.changes.panel;
    const layer = layerOf(this.changes, move);
    store.choose({
      ...(move.change && { tensorName: move.change.b }),
      ...(layer && { model: layer.model, layer: layer.name, tensor: null }),
    });
    if (layer?.site) this.changes.panel.reveal(layer.site, false);
  }
}

/** The layer of the run that is shown; null for a tensor of another run, or of none. */
function layerOf({ panel, pair }: CheckpointChanges, move: TensorMove) {
  const { run, key } = panel.store.data;
  if (!run || pair.b()?.key !== key) return null;
  const models = run.models.filter(m => !move.model || m.name === move.model);
  for (const model of models) {
    const layer = model.layers.find(l => l.name === move.layer);
    if (layer) return { model: model.name, name: layer.name, site: layer.site };
  }
  return null;
}
