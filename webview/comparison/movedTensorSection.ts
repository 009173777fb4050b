import { formatCount } from '../../extension/core/stats/formatFigure';
import { PlotCanvas } from '../charts/canvas';
import { drawOverlay, overlayHeight } from '../charts/overlayFigure';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { element, setText, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import { unitsText } from '../models/checkpointChanges';
import { binColumns, binRows, comparisonAnswer, figureRows, tensorAxis } from '../models/layerComparison';
import type { Part } from '../state/drawScheduler';
import type { ComparedTensors } from './comparedTensors';

const bins = 64;

/** What happened to the tensor that is looked into: both histograms, their figures, the units that moved most. */
export class MovedTensorSection extends ChartSection implements Part {
  private readonly overlay = new PlotCanvas();
  private readonly figures = new DataTable({ label: 'Figures of the tensor in A and B' });
  private readonly units = element('p', { class: 'quiet' });

  constructor(private readonly changes: ComparedTensors) {
    super('Tensor', changes.page, { maxRows: 16 }, 'moved-tensor');
    this.body.append(this.units);
    this.chart.append(
      element(
        'div',
        { class: 'moved-figures' },
        element('div', {}, this.overlay.element),
        element('div', {}, this.figures.element),
      ),
    );
  }

  inputs(): readonly unknown[] {
    const { isTable, axis, height } = this.changes.page.store.selection;
    const move = this.changes.chosen();
    const sides = move?.change && this.changes.sides(move.change);
    return [move, sides?.a, sides?.b, isTable, axis, height];
  }

  draw(): void {
    const move = this.changes.chosen();
    setVisible(this.element, move !== null);
    if (!move?.change) return;
    const { change, layer, tensor } = move;
    this.setTitle([layer, tensor, change.matchedBy === 'shape' && '(a guess by shape)'].filter(Boolean).join(' '));
    const units = change.units.filter(u => u.change !== 0);
    const of = formatCount(change.shape.at(-1) ?? 1);
    setText(this.units, units.length ? `Units that moved most, of ${of}: ${unitsText(units)}.` : '');
    const sides = this.changes.sides(change);
    // what was there stays until they are: a drag over checkpoints does not flicker
    if (!sides) return;
    const { a, b } = sides;
    const answer = comparisonAnswer(a, b);
    this.setAnswer(answer);
    const { axis: scale, height: heightOf } = this.changes.page.store.selection;
    const axis = tensorAxis([a, b], scale, bins);
    const { isTable } = this;
    if (isTable) return this.showTable({ columns: binColumns('', ''), rows: binRows(a, b, axis) }, answer);
    const { g, width } = this.overlay.begin(overlayHeight);
    drawOverlay(g, width, overlayHeight, { a, b, axis, heightOf, role: 'weights' });
    this.overlay.label(`Histograms of ${layer} ${tensor}, A dotted and B filled. ${answerText(answer)}`);
    this.figures.show(
      [
        { key: 'name', head: '' },
        { key: 'a', head: 'A', isNumber: true },
        { key: 'b', head: 'B', isNumber: true },
      ],
      figureRows([
        { key: 'a', summary: a, units: null },
        { key: 'b', summary: b, units: null },
      ]),
    );
  }
}
