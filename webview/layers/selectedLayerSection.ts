import type { Summary } from '../../extension/protocol/summary';
import { PlotCanvas } from '../charts/canvas';
import { drawOverlay, overlayHeight } from '../charts/overlayFigure';
import { drawRidgeline, ridgeAt, ridgelineHeight, ridgeY, type Ridge } from '../charts/ridgeline';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { Dropdown } from '../controls/dropdown';
import { SiteLink } from '../controls/siteLink';
import { element, listen, setText, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import { binColumns, binRows, comparisonAnswer, everyNth, figureRows, tensorAxis } from '../models/layerComparison';
import { shapeText } from '../models/layerRows';
import { momentLabel } from '../models/moment';
import { kindLabels } from '../models/tensors';
import type { Part } from '../state/drawScheduler';
import { maxRidges } from '../state/runData';
import type { LayersContext } from './layersContext';

const bins = 64;

/** What did training do to this layer? One distribution for each epoch, A against B, and their figures. */
export class SelectedLayerSection extends ChartSection implements Part {
  private readonly link: SiteLink;
  private readonly about = element('p', { class: 'about below-560 small muted' });
  private readonly tensor: Dropdown;
  private readonly ridgeline = new PlotCanvas(true);
  private readonly overlay = new PlotCanvas();
  private readonly figures: DataTable;
  private readonly keyA = element('span', { class: 'key dotted' });
  private readonly keyB = element('span', { class: 'key box' });
  private readonly ridgeBlock: HTMLElement;
  private readonly overlayBlock: HTMLElement;
  private ridges: (Ridge & { fit: number })[] = [];
  private lifted: number | null = null;
  private dragged: 'a' | 'b' | null = null;

  constructor(private readonly layers: LayersContext) {
    super('Layer', layers.panel, { maxRows: 16 });
    this.link = new SiteLink(layers.panel.reveal);
    this.setLead(this.link.element);
    this.tensor = new Dropdown('Tensor', true, tensor => layers.panel.store.choose({ tensor }));
    this.tools.prepend(this.tensor.element);
    this.figures = new DataTable({ label: 'Figures of A and B' });
    this.ridgeBlock = element('div', {}, element('h4', {}, 'Over time, A to B'), this.ridgeline.element);
    this.overlayBlock = element(
      'div',
      {},
      element(
        'h4',
        { class: 'keys' },
        this.keyA,
        this.keyB,
        element('span', { class: 'above-860' }, 'bars: 1–99 %, ±1 std, mean'),
      ),
      this.overlay.element,
    );
    this.chart.append(
      this.about,
      element(
        'div',
        { class: 'three' },
        this.ridgeBlock,
        this.overlayBlock,
        element('div', { class: 'comparison' }, this.figures.element),
      ),
    );
    listen(this.ridgeline.element, {
      keydown: event => this.onKey(event),
      pointermove: event => this.onMove(event),
      pointerdown: event => this.onDown(event),
      pointerup: () => (this.dragged = null),
      pointerleave: () => this.lift(null),
    });
  }

  inputs(): readonly unknown[] {
    const { chosen } = this.layers.tensors();
    return [...this.layers.inputs(), chosen && this.history(chosen.id)];
  }

  draw(): void {
    const { layers } = this;
    const model = layers.model();
    const layer = model?.layers.find(l => l.name === layers.layer());
    setVisible(this.element, layer !== undefined && layers.refB() !== null);
    if (!layer || !layers.run) return;
    this.setTitle(layer.name);
    this.link.show(layer.site);
    const { all, chosen } = layers.tensors();
    setVisible(this.tensor.element, all.length > 1);
    if (chosen)
      this.tensor.show(
        all.map(t => ({ value: t.id, label: t.label })),
        chosen.id,
      );
    const about = [shapeText(layer.outputShape), layer.arithmetic].filter(Boolean).join(' · ');
    setText(this.about, about);
    const b = chosen?.summary ?? null;
    const a = chosen ? (layers.tensorInA(chosen.id)?.summary ?? null) : null;
    const isOne = layers.refA()?.step === layers.refB()?.step;
    const answer = comparisonAnswer(isOne ? null : a, b);
    const none = layers.isReading
      ? 'Reading its histograms …'
      : `No ${kindLabels[layers.kind()].toLowerCase()} in this layer.`;
    this.setAnswer(chosen ? answer : [none]);
    const [labelA, labelB] = [layers.labelOf(layers.refA()), layers.labelOf(layers.refB())];
    setText(this.keyA, `A ${labelA}`);
    setText(this.keyB, `B ${labelB}`);
    setVisible(this.keyA, !isOne);
    this.keyB.style.setProperty('--c', `var(--lg-${layers.kind()})`);
    this.ridges = chosen ? this.ridgesOf(chosen.id) : [];
    const axis = tensorAxis(this.axisSummaries(a, b), layers.selection.axis, bins);
    if (this.isTable)
      return this.showTable({ columns: binColumns(labelA, labelB), rows: chosen ? binRows(a, b, axis) : [] }, answer);
    setVisible(this.chart, chosen !== null);
    if (!chosen) return;
    setVisible(this.ridgeBlock, this.ridges.length > 1);
    this.chart.classList.toggle('without-ridges', this.ridges.length <= 1);
    this.drawRidges();
    const { g, width } = this.overlay.begin(overlayHeight);
    drawOverlay(g, width, overlayHeight, { a, b, axis, role: layers.kind() });
    this.overlay.label(`${layer.name}, ${kindLabels[layers.kind()]}: ${answerText(answer)}`);
    this.figures.show(
      [
        { key: 'name', head: '' },
        ...(isOne ? [] : [{ key: 'a', head: labelA, isNumber: true }]),
        { key: 'b', head: labelB, isNumber: true },
      ],
      figureRows(a, b),
    );
  }

  private history(tensor: string) {
    const { layers } = this;
    const { key } = layers.panel.store.data;
    const model = layers.model();
    const layer = layers.layer();
    if (key === null || !model || layer === null) return null;
    return layers.panel.data.history(
      key,
      { model: model.name, layer, kind: layers.kind(), tensor },
      layers.refs().length,
    ).value;
  }
  private ridgesOf(tensor: string): (Ridge & { fit: number })[] {
    const { layers } = this;
    const points = everyNth(this.history(tensor)?.points ?? [], maxRidges);
    const refs = layers.refs();
    return points.map(p => {
      const fit = refs.find(r => r.step === p.step)?.fit ?? 0;
      const label = momentLabel(layers.run!, { fit, step: p.step, epoch: p.epoch });
      return {
        step: p.step,
        fit,
        summary: p.summary,
        label: label.replace(/^(epoch|step) /, '').replace('init', '0 · init'),
      };
    });
  }
  private axisSummaries(a: Summary | null, b: Summary | null): Summary[] {
    const ends = [this.ridges[0]?.summary, this.ridges.at(-1)?.summary];
    return [a, b, ...ends].filter((s): s is Summary => s !== null && s !== undefined);
  }

  private drawRidges(): void {
    const { layers } = this;
    if (this.ridges.length < 2) return;
    const { g, width } = this.ridgeline.begin(ridgelineHeight);
    const indexOf = (step: number | undefined) => this.ridges.findLastIndex(r => step !== undefined && r.step <= step);
    const kind = layers.kind();
    drawRidgeline(g, width, ridgelineHeight, {
      ridges: this.ridges,
      axis: tensorAxis(
        this.axisSummaries(
          layers.tensorInA(layers.tensors().chosen!.id)?.summary ?? null,
          layers.tensors().chosen!.summary,
        ),
        layers.selection.axis,
        bins,
      ),
      role: kind,
      a: indexOf(layers.refA()?.step),
      b: indexOf(layers.refB()?.step),
      lifted: this.lifted,
      unit: this.ridges.at(-1)?.label.includes(',') ? 'step' : 'epoch',
    });
    this.ridgeline.label(
      `${layers.layer()}, ${kindLabels[kind]}: one distribution for each of ${this.ridges.length} times.`,
    );
  }

  private lift(index: number | null): void {
    if (index === this.lifted) return;
    this.lifted = index;
    this.drawRidges();
  }
  private onMove(event: PointerEvent): void {
    const at = ridgeAt(event.offsetY, this.ridges.length);
    if (this.dragged) this.moveTo(this.dragged, at);
    else this.lift(at);
  }
  private onDown(event: PointerEvent): void {
    const at = ridgeAt(event.offsetY, this.ridges.length);
    if (event.offsetX > 28) return this.moveTo('b', at);
    const indexOf = (step: number | undefined) => this.ridges.findLastIndex(r => step !== undefined && r.step <= step);
    const y = (which: 'a' | 'b') =>
      ridgeY(indexOf((which === 'a' ? this.layers.refA() : this.layers.refB())?.step), this.ridges.length);
    this.dragged = Math.abs(y('a') - event.offsetY) < Math.abs(y('b') - event.offsetY) ? 'a' : 'b';
    this.ridgeline.element.setPointerCapture(event.pointerId);
  }
  private moveTo(which: 'a' | 'b', index: number): void {
    const ridge = this.ridges[index];
    const ref = which === 'a' ? this.layers.refA() : this.layers.refB();
    if (ridge && ref?.step !== ridge.step) this.layers.setMoment(which, { fit: ridge.fit, step: ridge.step });
  }

  private onKey(event: KeyboardEvent): void {
    const places = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { layers } = this;
    const refs = layers.refs();
    if (places !== undefined) layers.move(event.altKey ? 'a' : 'b', places);
    else if (event.key === 'Home' && refs[0]) layers.setMoment('b', refs[0]);
    else if (event.key === 'End' && refs.length) layers.setMoment('b', refs.at(-1)!);
    else if (event.key === 'Escape') layers.panel.store.choose({ shown: null, a: null });
    else if (event.key === 'Enter') layers.choose(layers.layer()!, null, true);
    else return;
    event.preventDefault();
  }
}
