import { DataTable } from '../controls/dataTable';
import { element, setText, setVisible } from '../dom/element';
import { metricColumns, metricRows, type MetricSide } from '../models/checkpointMetrics';
import type { RunCheckpoint } from '../models/checkpointRecords';
import type { Part } from '../state/drawScheduler';
import { at, type CheckpointPair } from './checkpointPair';
import { CompareBar } from './compareBar';

/** Which two are compared, and which of them do I want? */
export class MetricsSection implements Part {
  readonly element: HTMLElement;
  private readonly bar: CompareBar;
  private readonly table = new DataTable({ label: 'Figures of A and B' });
  private readonly note = element('p', { class: 'quiet' });

  constructor(private readonly pair: CheckpointPair) {
    this.bar = new CompareBar(pair);
    this.element = element(
      'section',
      { class: 'section checkpoint-metrics', 'aria-label': 'Checkpoints A and B' },
      this.bar.element,
      this.note,
      this.table.element,
    );
  }

  inputs(): readonly unknown[] {
    const { data } = this.pair.panel.store;
    const [a, b] = [this.pair.a(), this.pair.b()];
    const described = [a, b].map(c => c && this.describe(c));
    return [a?.record, b?.record, a?.key, b?.key, data.runs, data.run?.checkpoints, data.run?.status, ...described];
  }

  draw(): void {
    const { run } = this.pair.panel.store.data;
    const [a, b] = [this.pair.a(), this.pair.b()];
    setVisible(this.bar.element, b !== null);
    setVisible(this.table.element, b !== null);
    if (!b) {
      const isInspection = run?.mode === 'inspect';
      return setText(
        this.note,
        isInspection
          ? 'An inspection writes no checkpoint.'
          : 'No checkpoint yet: the first one is written before the first step, then one at each epoch.',
      );
    }
    setText(this.note, a ? '' : 'There is only one checkpoint so far: nothing to compare it with.');
    this.bar.draw();
    this.table.show(
      a ? metricColumns : metricColumns.filter(c => c.key !== 'a'),
      metricRows(a && this.side(a), this.side(b)),
    );
  }

  private side(of: RunCheckpoint): MetricSide {
    const { data } = this.pair.panel.store;
    return { record: of.record, description: this.describe(of), run: of.key === data.key ? data.run : null };
  }
  private describe(of: RunCheckpoint) {
    return this.pair.panel.data.checkpointReads.get('describeCheckpoint', { at: at(of) }).value;
  }
}
