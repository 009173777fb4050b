import { PlotCanvas } from '../charts/canvas';
import { KernelFigure, kernelGrid } from '../charts/kernelFigure';
import { drawOverlay, overlayHeight } from '../charts/overlayFigure';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { ReadState } from '../controls/readState';
import type { TensorEntry } from '../../extension/protocol/reader';
import type { Summary } from '../../extension/protocol/summary';
import { element, setText, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import { binColumns, binRows, comparisonAnswer, figureRows, tensorAxis } from '../models/layerComparison';
import { tensorShapeText } from '../models/tensorNames/tensorRows';
import type { Part } from '../state/drawScheduler';
import type { TensorSource } from './tensorSource';

const bins = 64;

/** What does the chosen tensor hold? Its figures, its histogram, and the filters of a convolution as pictures. */
export class TensorSection extends ChartSection implements Part {
  private readonly overlay = new PlotCanvas();
  private readonly figures = new DataTable({ label: 'Figures of the tensor' });
  private readonly state: ReadState;
  private readonly filters = new PlotCanvas();
  private readonly filtersTitle = element('h4');
  private readonly filtersBlock: HTMLElement;

  constructor(private readonly tensors: TensorSource) {
    super('Tensor', tensors.page, { maxRows: 16 }, 'tensor');
    this.state = new ReadState(() => tensors.retry());
    this.chart.append(
      element(
        'div',
        { class: 'tensor-figures' },
        element('div', {}, this.overlay.element),
        element('div', {}, this.figures.element),
      ),
    );
    const key = (text: string, hue: string) => {
      const made = element('span', { class: 'key box' }, text);
      made.style.setProperty('--c', `var(--vscode-charts-${hue})`);
      return made;
    };
    this.filtersBlock = element(
      'div',
      { class: 'unit-pictures tensor-pictures' },
      element('div', {}, this.filtersTitle, element('div', { class: 'tiles' }, this.filters.element)),
      element('p', { class: 'keys' }, key('below 0', 'yellow'), key('above 0', 'blue')),
    );
    this.body.prepend(this.state.element);
    this.body.append(this.filtersBlock);
  }

  inputs(): readonly unknown[] {
    const { isTable, axis, height } = this.tensors.page.store.selection;
    const tensor = this.tensors.tensor();
    const figures = tensor && this.tensors.figures(tensor.name);
    const pictures = tensor && this.tensors.pictures(tensor);
    return [tensor, figures?.value, figures?.error, pictures?.value, isTable, axis, height];
  }

  draw(): void {
    const tensor = this.tensors.tensor();
    setVisible(this.element, tensor !== null);
    if (!tensor) return;
    this.setTitle(tensor.name);
    const read = this.tensors.figures(tensor.name);
    const summary = read.value?.summary ?? null;
    this.state.show(summary ? null : read, 'Reading its values …');
    const about = `${tensorShapeText(tensor.shape)}, ${tensor.dtype}. `;
    const answer = summary ? comparisonAnswer(null, summary) : read.value ? ['It has no figures.'] : [];
    this.setAnswer([about, ...answer]);
    const { isTable } = this;
    if (!summary) {
      setVisible(this.chart, false);
      setVisible(this.table.element, false);
    } else {
      const axis = tensorAxis([summary], this.tensors.page.store.selection.axis, bins);
      if (isTable) {
        const columns = binColumns('', '').filter(c => c.key !== 'a');
        columns.at(-1)!.head = 'share';
        this.showTable({ columns, rows: binRows(null, summary, axis) }, answer);
      } else this.drawChart(tensor.name, summary, axis, answerText(answer));
    }
    this.drawFilters(tensor);
  }

  private drawChart(name: string, summary: Summary, axis: ReturnType<typeof tensorAxis>, answer: string): void {
    const { height: heightOf } = this.tensors.page.store.selection;
    const { g, width } = this.overlay.begin(overlayHeight);
    drawOverlay(g, width, overlayHeight, { a: null, b: summary, axis, heightOf, role: 'weights' });
    this.overlay.label(`Histogram of ${name}. ${answer}`);
    this.figures.show(
      [
        { key: 'name', head: '' },
        { key: 'b', head: '', isNumber: true },
      ],
      figureRows([{ key: 'b', summary, units: null }]),
    );
  }

  private drawFilters(tensor: TensorEntry): void {
    const { name } = tensor;
    const pictures = this.tensors.pictures(tensor)?.value ?? null;
    setVisible(this.filtersBlock, pictures !== null);
    if (!pictures) return;
    const { filters, total, channels, height, width } = pictures;
    const of = filters < total ? `the first ${filters} of ${total} filters` : `${total} filters`;
    const side = channels > 1 ? `, ${channels} channels side by side` : '';
    const title = `${of} of ${height}×${width}${side}, each on its own scale`;
    setText(this.filtersTitle, title);
    const grid = kernelGrid(pictures, this.filters.width);
    const { g } = this.filters.begin(grid.height);
    new KernelFigure(pictures, false).draw(g, grid, null);
    this.filters.label(`${name}: ${title}, as pictures.`);
  }
}
