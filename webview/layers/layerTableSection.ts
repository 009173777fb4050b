import { isEnded } from '../../extension/protocol/run';
import { drawSparkline, drawSpreads } from '../charts/sparkline';
import { IconButton } from '../controls/button';
import { DataTable } from '../controls/dataTable';
import { Section } from '../controls/section';
import { element, setText, setVisible } from '../dom/element';
import { layerColumns, layerKey, layerRows, layersAnswer, totalRow } from '../models/layerRows';
import { tableText } from '../models/tableText';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

/** What is in the model? Each layer with its arithmetic, shape, spread, health and line. */
export class LayerTableSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly caption = element('p', { class: 'quiet' });
  private chosen: string | null = null;

  constructor(private readonly layers: LayersContext) {
    super('Layers');
    this.table = new DataTable({
      label: 'Layers',
      role: 'treegrid',
      maxRows: 18,
      reveal: layers.panel.reveal,
      onSelect: key => this.choose(key, false),
      onOpen: key => this.choose(key, true),
      onToggle: (key, isExpanded) =>
        layers.panel.store.choose({ expanded: { ...layers.selection.expanded, [key]: isExpanded } }),
      paint: (g, cell, width, height) => {
        if (cell.summary) drawSparkline(g, cell.summary, layers.kind(), width, height);
        if (cell.spreads) drawSpreads(g, cell.spreads, layers.kind(), width, height);
      },
    });
    const copy = new IconButton('copy', 'Copy the table', () => this.copy());
    this.tools.append(copy.element);
    this.body.append(this.table.element, this.caption);
  }

  inputs(): readonly unknown[] {
    return [...this.layers.inputs(), this.layers.run?.status];
  }

  draw(): void {
    const { run } = this.layers;
    const model = this.layers.model();
    if (!run) return;
    setVisible(this.table.element, model !== null);
    if (!model) {
      this.setAnswer([
        isEnded(run.status) ? 'No model was built.' : 'None yet: they appear as the program builds its model.',
      ]);
      setText(this.caption, '');
      return;
    }
    const snapshot = this.layers.snapshot('b');
    this.setAnswer(layersAnswer(model, run.findings, snapshot !== null));
    const rows = this.rows();
    const { chosen } = this.layers.tensors();
    const layer = this.layers.layer();
    const own = layer === null ? null : layerKey(layer);
    const selected = rows.some(r => r.key === own) || !layer || !chosen ? own : layerKey(layer, chosen.id);
    this.table.show(layerColumns(this.layers.kind()), rows, [selected], totalRow(model));
    if (selected !== this.chosen && selected !== null) this.table.scrollTo(selected);
    this.chosen = selected;
    const error = this.layers.error();
    setText(
      this.caption,
      error
        ? error.message
        : !snapshot && this.layers.refs().length === 0 && !isEnded(run.status)
          ? 'Histograms come before the first step.'
          : (snapshot?.note ?? ''),
    );
  }

  private rows() {
    const { run } = this.layers;
    const model = this.layers.model()!;
    const { expanded } = this.layers.selection;
    return layerRows({
      model,
      snapshot: this.layers.snapshot('b'),
      kind: this.layers.kind(),
      findings: run!.findings,
      expanded,
    });
  }
  private choose(key: string, focus: boolean): void {
    const [layer, tensor] = key.split('\n');
    this.layers.choose(layer!, tensor ?? null, focus);
  }
  private copy(): void {
    if (!this.layers.model()) return;
    this.layers.panel.ask('copy', {
      text: tableText({ columns: layerColumns(this.layers.kind()), rows: this.rows() }),
    });
    this.layers.panel.announce('Copied.');
  }
}
