import { PlotCanvas } from '../../charts/canvas';
import { KernelFigure, kernelGrid } from '../../charts/kernelFigure';
import { drawOverlay, overlayHeight } from '../../charts/overlayFigure';
import { ChartSection } from '../../controls/chartSection';
import { DataTable } from '../../controls/dataTable';
import { element, setText, setVisible } from '../../dom/element';
import { answerText } from '../../models/answer';
import { binColumns, binRows, comparisonAnswer, figureRows, tensorAxis } from '../../models/layerComparison';
import { tensorShapeText } from '../../models/tensorNames/tensorRows';
import type { Part } from '../../state/drawScheduler';
import { ReadState } from './readState';
import type { TensorsContext } from './tensorsContext';

const bins = 64;
/** Of filters as pictures. */
const maxFilters = 64;

/** What does the chosen tensor hold? Its figures, its histogram, and the filters of a convolution as pictures. */
export class TensorSection extends ChartSection implements Part {
  private readonly overlay = new PlotCanvas();
  private readonly figures = new DataTable({ label: 'Figures of the tensor' });
  private readonly state: ReadState;
  private readonly filters = new PlotCanvas();
  private readonly filtersTitle = element('h4');
  private readonly filtersBlock: HTMLElement;

  constructor(private readonly tensors: TensorsContext) {
    super('Tensor', tensors.panel, { maxRows: 16 }, 'tensor');
    this.state = new ReadState(tensors.panel);
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
    const { isTable, axis, height } = this.tensors.panel.store.selection;
    const tensor = this.tensors.tensor();
    const summaries = tensor && this.summaries(tensor.name);
    const pictures = tensor && this.pictures(tensor.name, tensor.shape);
    return [tensor, summaries?.value, summaries?.error, pictures?.value, isTable, axis, height];
  }

  draw(): void {
    const tensor = this.tensors.tensor();
    setVisible(this.element, tensor !== null);
    if (!tensor) return;
    this.setTitle(tensor.name);
    const read = this.summaries(tensor.name);
    const summary = read?.value?.tensors.find(t => t.name === tensor.name)?.summary ?? null;
    this.state.show(summary ? null : read, 'Reading its values …');
    const about = `${tensorShapeText(tensor.shape)}, ${tensor.dtype}. `;
    const answer = summary ? comparisonAnswer(null, summary) : read?.value ? ['It has no figures.'] : [];
    this.setAnswer([about, ...answer]);
    const { isTable } = this;
    if (!summary) {
      setVisible(this.chart, false);
      setVisible(this.table.element, false);
    } else {
      const axis = tensorAxis([summary], this.tensors.panel.store.selection.axis, bins);
      if (isTable) {
        const columns = binColumns('', '').filter(c => c.key !== 'a');
        columns.at(-1)!.head = 'share';
        this.showTable({ columns, rows: binRows(null, summary, axis) }, answer);
      } else this.drawChart(tensor.name, summary, axis, answerText(answer));
    }
    this.drawFilters(tensor.name, tensor.shape);
  }

  private drawChart(
    name: string,
    summary: Parameters<typeof figureRows>[0][number]['summary'],
    axis: ReturnType<typeof tensorAxis>,
    answer: string,
  ): void {
    const { height: heightOf } = this.tensors.panel.store.selection;
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

  private drawFilters(name: string, shape: readonly number[]): void {
    const pictures = this.pictures(name, shape)?.value ?? null;
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

  private summaries(name: string) {
    return this.tensors.read('checkpointSummaries', { names: [name] });
  }
  /** Only a tensor with an image in its first axes can have pictures. */
  private pictures(name: string, shape: readonly number[]) {
    const isImage = (shape.length === 3 || shape.length === 4) && shape[0]! > 1;
    return isImage ? this.tensors.read('checkpointPictures', { name, filters: maxFilters }) : null;
  }
}
