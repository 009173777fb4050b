import { PlotCanvas } from '../charts/canvas';
import { drawOverlay, overlayHeight } from '../charts/overlayFigure';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { ReadState } from '../controls/readState';
import type { TensorEntry } from '../../extension/protocol/reader';
import type { Summary } from '../../extension/protocol/summary';
import { element, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import { binColumns, binRows, comparisonAnswer, figureRows, tensorAxis } from '../models/layerComparison';
import { dtypeText } from '../models/modelFile/dtypeText';
import { tensorShapeText } from '../models/tensorNames/tensorRows';
import type { Part } from '../state/drawScheduler';
import { KernelPicturesPart } from './kernelPicturesPart';
import type { TensorSource } from './tensorSource';

const bins = 64;

/** What does the chosen tensor hold? Its figures, its histogram, and the filters of a convolution as pictures. */
export class TensorSection extends ChartSection implements Part {
  private readonly overlay = new PlotCanvas();
  private readonly figures = new DataTable({ label: 'Figures of the tensor' });
  private readonly state: ReadState;
  private readonly pictures: KernelPicturesPart;

  /** @param onTurn another page of pictures is to be drawn */
  constructor(
    private readonly tensors: TensorSource,
    onTurn: () => void,
  ) {
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
    this.pictures = new KernelPicturesPart(tensors, onTurn);
    this.body.prepend(this.state.element);
    this.body.append(this.pictures.element);
  }

  inputs(): readonly unknown[] {
    const { isTable, axis, height } = this.tensors.page.store.selection;
    const tensor = this.tensors.tensor();
    const figures = tensor && this.tensors.figures(tensor.name);
    return [tensor, figures?.value, figures?.error, isTable, axis, height, ...this.pictures.inputs(tensor)];
  }

  draw(): void {
    const tensor = this.tensors.tensor();
    setVisible(this.element, tensor !== null);
    if (!tensor) return;
    this.setTitle(tensor.name);
    const read = this.tensors.figures(tensor.name);
    const summary = read.value?.summary ?? null;
    this.state.show(summary ? null : read, 'Reading its values …');
    const about = `${tensorShapeText(tensor.shape)}, ${dtypeText(tensor)}. `;
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
      } else this.drawChart(tensor, summary, axis, answerText(answer));
    }
    this.pictures.draw(tensor);
  }

  /** Brings the filters as pictures into view, as soon as they are there. */
  revealPictures(): void {
    this.pictures.reveal();
  }

  private drawChart(
    { name, dtype }: TensorEntry,
    summary: Summary,
    axis: ReturnType<typeof tensorAxis>,
    answer: string,
  ): void {
    const { height: heightOf } = this.tensors.page.store.selection;
    const { g, width } = this.overlay.begin(overlayHeight);
    drawOverlay(g, width, overlayHeight, { a: null, b: summary, axis, heightOf, role: 'weights' });
    this.overlay.label(`Histogram of ${name}. ${answer}`);
    this.figures.show(
      [
        { key: 'name', head: '' },
        { key: 'b', head: '', isNumber: true },
      ],
      figureRows([{ key: 'b', summary, units: null }], dtype),
    );
  }
}
