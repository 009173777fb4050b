import { Section } from '../controls/section';
import { DataTable } from '../controls/dataTable';
import { setVisible } from '../dom/element';
import { fillColor, roleColor } from '../dom/themeColors';
import { crisp, drawSegment } from '../charts/canvas';
import { changeAnswer, changeColumns, changeRows, changeTop, checkpointAt } from '../models/checkpointTree';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';

/** What changed since the checkpoint before: a bar for each tensor. */
export class ChangesSection extends Section implements Part {
  private readonly table: DataTable;

  constructor(private readonly context: PanelContext) {
    super('What changed');
    this.table = new DataTable({
      label: 'Change of each tensor since the checkpoint before',
      onSelect: key => this.select(key),
      maxRows: 24,
      paint: (g, cell, width, height) => {
        for (const quarter of [0.25, 0.5, 0.75, 1]) {
          const x = Math.min(width - 0.5, crisp(quarter * width));
          drawSegment(g, [x, -2, x, height + 2], roleColor('grid'));
        }
        if (!cell.share) return;
        const bar = Math.max(1, cell.share * width);
        g.fillStyle = fillColor('weights', 0.5);
        g.fillRect(0, 4, bar, 10);
        g.strokeStyle = roleColor('weights');
        g.lineWidth = 1;
        if (bar >= 3) g.strokeRect(0.5, 4.5, bar - 1, 9);
        else g.fillRect(0, 4, bar, 10);
      },
    });
    this.body.append(this.table.element);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.context.store;
    return [data.run?.checkpoints, data.run?.models, selection.shown, selection.layer];
  }

  draw(): void {
    const { run } = this.context.store.data;
    const { shown, layer } = this.context.store.selection;
    const c = run ? checkpointAt(run.checkpoints, shown) : null;
    setVisible(this.element, c !== null);
    if (!run || !c) return;
    this.setAnswer(changeAnswer(run, c));
    const rows = changeRows(run, c);
    setVisible(this.table.element, rows.length > 0);
    const selected =
      layer === null ? [] : rows.filter(r => r.key.split('/').slice(1, -1).join('/') === layer).map(r => r.key);
    this.table.show(changeColumns(changeTop(run, c)), rows, selected);
  }

  private select(key: string): void {
    const { run } = this.context.store.data;
    const model = run?.models.find(m => key.startsWith(`${m.name}/`));
    const layer = model?.layers.find(l => key.startsWith(`${model.name}/${l.name}/`));
    if (!model || !layer) return;
    this.context.store.choose({ model: model.name, layer: layer.name, tensor: null });
    if (layer.site) this.context.reveal(layer.site, false);
  }
}
