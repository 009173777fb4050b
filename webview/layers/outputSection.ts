import { axisFor } from '../../extension/core/stats/axis';
import type { Summary } from '../../extension/protocol/summary';
import { PlotCanvas } from '../charts/canvas';
import { drawOverlay } from '../charts/overlayFigure';
import { ChartSection } from '../controls/chartSection';
import { element, setText, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import { confidenceAnswer, lossAt } from '../models/confidence';
import { figureRows, tensorAxis } from '../models/layerComparison';
import { outputDistributions, type OutputDistributions } from '../models/outputLayer';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

const height = 168;
const bins = 64;

/** What does the last layer say, and how sure is it? Its logits, and the probabilities that it makes of them. */
export class OutputSection extends ChartSection implements Part {
  private readonly logits = new PlotCanvas();
  private readonly probabilities = new PlotCanvas();
  private readonly logitsName = element('h4');
  private readonly probabilitiesName = element('h4');
  private readonly logitsBlock = element('div', {}, this.logitsName, this.logits.element);
  private readonly probabilitiesBlock = element('div', {}, this.probabilitiesName, this.probabilities.element);

  constructor(private readonly layers: LayersContext) {
    super('Logits and probabilities', layers.panel, { maxRows: 16 });
    this.chart.append(element('div', { class: 'two' }, this.logitsBlock, this.probabilitiesBlock));
  }

  inputs(): readonly unknown[] {
    const { run } = this.layers;
    return [...this.layers.inputs(), run?.epochs, run?.steps.length === 0];
  }

  draw(): void {
    const { layers } = this;
    const model = layers.model();
    const which = layers.scales.shown();
    const ref = which === 'a' ? layers.refA() : layers.refB();
    const outputs =
      model && layers.selection.layersPage === 'distributions'
        ? outputDistributions(model, layers.snapshot(which))
        : null;
    const isShown = outputs !== null && ref !== null && (outputs.logits ?? outputs.probabilities) !== null;
    setVisible(this.element, isShown);
    if (!isShown) return;
    const when = layers.labelOf(ref);
    const answer = confidenceAnswer(outputs, lossAt(layers.run!, ref), ref.step === 0);
    this.setAnswer([`${when === 'init' ? 'Before training' : `At ${when}`}. `, ...answer]);
    if (this.isTable) return this.showFigures(outputs, answer);
    this.drawOne(this.logits, this.logitsBlock, outputs.logits?.summary ?? null, false);
    this.drawOne(this.probabilities, this.probabilitiesBlock, outputs.probabilities?.summary ?? null, true);
    setText(this.logitsName, `Logits, ${outputs.logits?.layer ?? ''} before its activation`);
    setText(this.probabilitiesName, `Probabilities of ${outputs.classes} classes`);
    this.logits.label(`Logits. ${answerText(answer)}`);
    this.probabilities.label(`Probabilities. ${answerText(answer)}`);
  }

  private drawOne(canvas: PlotCanvas, block: HTMLElement, summary: Summary | null, isShare: boolean): void {
    setVisible(block, summary !== null);
    if (!summary) return;
    const { axis: scale, height: heightOf } = this.layers.selection;
    const axis = isShare
      ? { ...axisFor([], 'linear', { linearWidth: 1, bins: 50 }), min: 0, max: 1 }
      : tensorAxis([summary], scale, bins);
    const { g, width } = canvas.begin(height);
    drawOverlay(g, width, height, {
      a: null,
      b: summary,
      axis,
      heightOf,
      role: isShare ? 'activations' : 'preActivations',
    });
  }

  private showFigures({ logits, probabilities }: OutputDistributions, answer: Parameters<typeof answerText>[0]): void {
    const columns = [
      ...(logits ? [{ key: 'logits', summary: logits.summary, units: null }] : []),
      ...(probabilities ? [{ key: 'probabilities', summary: probabilities.summary, units: null }] : []),
    ];
    this.showTable(
      {
        columns: [{ key: 'name', head: '' }, ...columns.map(({ key }) => ({ key, head: key, isNumber: true }))],
        rows: figureRows(columns),
      },
      answer,
    );
  }
}
