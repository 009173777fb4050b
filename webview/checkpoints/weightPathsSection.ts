import { formatCount } from '../../extension/core/stats/formatFigure';
import { PlotCanvas } from '../charts/canvas';
import { drawWeightPaths, weightPathHeight } from '../charts/weightPathFigure';
import { ChartSection } from '../controls/chartSection';
import { setVisible } from '../dom/element';
import { isKept, type RunCheckpoint } from '../models/checkpointRecords';
import { everyNth } from '../models/layerComparison';
import { memoizeLast } from '../models/memoizeLast';
import { mostMoved, pathTable, placeText, weightLines } from '../models/weightPaths';
import type { Part } from '../state/drawScheduler';
import { at } from './checkpointPair';
import type { CheckpointChanges } from './checkpointChanges';
import { ReadState } from '../controls/readState';

/** Among so many values of a tensor those that moved most are looked for. */
const maxValues = 100_000;
const maxCheckpoints = 64;

/** The few weights of the tensor that moved most, through all checkpoints of B's run. */
export class WeightPathsSection extends ChartSection implements Part {
  private readonly canvas = new PlotCanvas();
  private readonly state: ReadState;
  private readonly indices = memoizeLast(mostMoved);
  private readonly records = memoizeLast((all: ReturnType<CheckpointChanges['pair']['recordsOf']>) =>
    everyNth(all.filter(isKept), maxCheckpoints),
  );

  constructor(private readonly changes: CheckpointChanges) {
    super('Paths', changes.panel, { maxRows: 10 }, 'weight-paths');
    this.state = new ReadState(() => changes.panel.data.checkpointReads.retry());
    this.body.prepend(this.state.element);
    this.chart.append(this.canvas.element);
  }

  inputs(): readonly unknown[] {
    const { pair, panel } = this.changes;
    const move = this.changes.chosen();
    const read = this.element.hidden ? null : this.read();
    return [
      move,
      read?.paths?.value,
      read?.failed?.error,
      pair.a()?.record,
      pair.b()?.record,
      panel.store.selection.isTable,
    ];
  }

  draw(): void {
    const { pair } = this.changes;
    const move = this.changes.chosen();
    const [a, b] = [pair.a(), pair.b()];
    const records = b ? this.records(pair.recordsOf(b.key)) : [];
    setVisible(this.element, move !== null && records.length > 1);
    if (!move?.change || !b || this.element.hidden) return;
    const { change, layer, tensor } = move;
    this.setTitle(`${[layer, tensor].filter(Boolean).join(' ')} over time`);
    const { indices, paths, failed, isStill } = this.read();
    this.state.show(
      failed ?? (isStill || paths?.value ? null : (paths ?? waiting)),
      'Reading the weights that moved most …',
    );
    const values = paths?.value?.values ?? null;
    const { isTable } = this;
    setVisible(this.chart, !isTable && values !== null);
    setVisible(this.table.element, isTable && values !== null);
    if (isStill) return this.setAnswer(['No weight of it moved.']);
    if (!values) return this.setAnswer([]);
    const count = change.shape.reduce((product, size) => product * size, 1);
    const among = count > maxValues ? ` of its first ${formatCount(maxValues)} values` : '';
    const answer = [
      `The ${indices.length === 1 ? 'weight' : `${indices.length} weights`}${among} that moved most from A to B.`,
    ];
    this.setAnswer(answer);
    const labels = indices.map(index => placeText(index, change.shape));
    if (isTable) return this.showTable({ ...pathTable(records, values, labels), selected: [b.record.path] }, answer);
    const { g, width } = this.canvas.begin(weightPathHeight);
    const stepOf = (c: RunCheckpoint | null) => (c?.key === b.key ? c.record.step : null);
    drawWeightPaths(g, width, weightLines(records, values, labels), { a: stepOf(a), b: stepOf(b) });
    this.canvas.label(
      `${layer} ${tensor} over ${records.length} checkpoints: ${labels.join(', ')}. T shows them as a table.`,
    );
  }

  /** First the values of A and B, then those that moved most in all checkpoints. */
  private read() {
    const { pair, panel } = this.changes;
    const change = this.changes.chosen()?.change;
    const [a, b] = [pair.a(), pair.b()];
    if (!change || !a || !b) return { indices: [], paths: null, failed: null, isStill: false };
    const reads = panel.data.checkpointReads;
    const values = (of: RunCheckpoint, name: string) =>
      reads.get('checkpointValues', { at: at(of), name, offset: 0, count: maxValues });
    const [ofA, ofB] = [values(a, change.a), values(b, change.b)];
    const failed = [ofA, ofB].find(v => v.error) ?? null;
    if (!ofA.value || !ofB.value) return { indices: [], paths: null, failed, isStill: false };
    const indices = this.indices(ofA.value.values, ofB.value.values);
    if (!indices.length) return { indices, paths: null, failed, isStill: true };
    const paths = this.records(pair.recordsOf(b.key)).map(r => r.path);
    const read = reads.get('weightPaths', { key: b.key, paths, name: change.b, indices });
    return { indices, paths: read, failed: read.error ? read : null, isStill: false };
  }
}
const waiting = { value: null, error: null, isLoading: true };
