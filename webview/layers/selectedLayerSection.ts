import type { LayerInfo } from '../../extension/protocol/model';
import type { Summary } from '../../extension/protocol/summary';
import { PlotCanvas } from '../charts/canvas';
import { drawOverlay, overlayHeight } from '../charts/overlayFigure';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { Dropdown } from '../controls/dropdown';
import { findingItem } from '../controls/findingItem';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { SiteLink } from '../controls/siteLink';
import { element, setText, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import {
  binColumns,
  binRows,
  comparisonAnswer,
  everyNth,
  figureRows,
  tensorAxis,
  type FigureColumn,
} from '../models/layerComparison';
import { findingsOf } from '../models/layerHealth';
import { arithmeticText } from '../models/layerTable/arithmeticText';
import { classText } from '../models/layerTable/layerRow';
import { memoizeLast } from '../models/memoizeLast';
import { momentLabel } from '../models/moment';
import { missingText } from '../models/missingText';
import { shapeText } from '../models/shapeText';
import { facetLabels, tensorsOf } from '../models/tensors';
import type { Part } from '../state/drawScheduler';
import { maxRidges } from '../state/runData';
import type { LayersContext } from './layersContext';
import { RidgelinePart, type RidgeInTime } from './ridgelinePart';

const bins = 64;

/** What did training do to this layer? Its findings, one distribution for each epoch, A against B, and their figures. */
export class SelectedLayerSection extends ChartSection implements Part {
  private readonly link: SiteLink;
  private readonly about = element('p', { class: 'about small muted' });
  private readonly findings = element('div', { class: 'layer-findings' });
  private readonly tensor: Dropdown;
  private readonly height: SegmentedSwitch<'count' | 'density'>;
  private readonly ridgeline: RidgelinePart;
  private readonly overlay = new PlotCanvas();
  private readonly figures: DataTable;
  private readonly keyA = element('span', { class: 'key dotted' });
  private readonly keyB = element('span', { class: 'key box' });
  private shownFindings = '';
  private readonly ridges = memoizeLast(ridgesOf);

  constructor(private readonly layers: LayersContext) {
    super('Layer', layers.panel, { maxRows: 16 });
    this.link = new SiteLink(layers.panel.reveal);
    this.setLead(this.link.element);
    this.tensor = new Dropdown('Tensor', true, tensor => layers.panel.store.choose({ tensor }));
    this.tensor.element.classList.add('at-right');
    this.height = new SegmentedSwitch(
      'Height',
      [
        { value: 'count', label: 'count' },
        { value: 'density', label: 'density' },
      ],
      height => layers.panel.store.choose({ height }),
    );
    this.tools.prepend(this.tensor.element, this.height.element);
    this.figures = new DataTable({ label: 'Figures of A and B' });
    this.ridgeline = new RidgelinePart(layers);
    const keys = element(
      'h4',
      { class: 'keys' },
      this.keyA,
      this.keyB,
      element('span', { class: 'above-860' }, 'bars: 1–99 %, ±1 std, mean'),
    );
    this.chart.append(
      element(
        'div',
        { class: 'three' },
        this.ridgeline.element,
        element('div', {}, keys, this.overlay.element),
        element('div', { class: 'comparison' }, this.figures.element),
      ),
    );
    this.body.prepend(this.about, this.findings);
  }

  inputs(): readonly unknown[] {
    const { chosen } = this.layers.tensors();
    return [...this.layers.inputs(), chosen && this.history(chosen.id)];
  }

  draw(): void {
    const { layers } = this;
    const layer = layers.layerInfo();
    const isShown = layer !== null && layers.refB() !== null && layers.selection.layersPage === 'distributions';
    setVisible(this.element, isShown);
    if (!isShown || !layers.run) return;
    this.setTitle(layer.name);
    this.link.show(layer.site);
    const arithmetic = arithmeticText(layer, true).replace(/ =$/, ` = ${layer.parameters.toLocaleString('en-US')}`);
    setText(this.about, [classText(layer), shapeText(layer.outputShape), arithmetic].filter(Boolean).join(' · '));
    this.drawFindings(layer);
    const { all, chosen } = layers.tensors();
    setVisible(this.tensor.element, all.length > 1);
    if (chosen)
      this.tensor.show(
        all.map(t => ({ value: t.id, label: t.label })),
        chosen.id,
      );
    this.height.show(layers.selection.height);
    setVisible(this.height.element, chosen !== null);
    const b = chosen?.summary ?? null;
    const a = chosen ? (layers.tensorInA(chosen.id)?.summary ?? null) : null;
    const isOne = layers.refA()?.step === layers.refB()?.step;
    const answer = chosen
      ? comparisonAnswer(isOne ? null : a, b)
      : [layers.isReading ? 'Reading its histograms …' : missingText(layer, layers.facet(), layers.snapshot('b'))];
    this.setAnswer(answer);
    const points = chosen ? this.history(chosen.id) : null;
    const ridges = this.ridges(layers.run, layers.refs(), points);
    const ends = [a, b, ridges[0]?.summary, ridges.at(-1)?.summary].filter((s): s is Summary => Boolean(s));
    const axis = tensorAxis(ends, layers.selection.axis, bins);
    const [labelA, labelB] = [layers.labelOf(layers.refA()), layers.labelOf(layers.refB())];
    if (this.isTable)
      return this.showTable({ columns: binColumns(labelA, labelB), rows: chosen ? binRows(a, b, axis) : [] }, answer);
    setVisible(this.chart, chosen !== null);
    if (!chosen) return;
    setVisible(this.ridgeline.element, ridges.length > 1);
    this.chart.classList.toggle('without-ridges', ridges.length <= 1);
    this.ridgeline.show(ridges, axis);
    setText(this.keyA, `A ${labelA}`);
    setText(this.keyB, `B ${labelB}`);
    setVisible(this.keyA, !isOne);
    this.keyB.style.setProperty('--c', `var(--lg-${layers.kind()})`);
    const { g, width } = this.overlay.begin(overlayHeight);
    const { height: heightOf } = layers.selection;
    drawOverlay(g, width, overlayHeight, { a, b, axis, heightOf, role: layers.kind() });
    this.overlay.label(`${layer.name}, ${facetLabels[layers.facet()]}: ${answerText(answer)}`);
    this.drawFigures(isOne ? null : a, b, chosen.id);
  }

  private drawFindings(layer: LayerInfo): void {
    const { run, panel } = this.layers;
    const found = findingsOf(run!.findings, this.layers.model()!.name, layer.name);
    const text = JSON.stringify(found);
    setVisible(this.findings, found.length > 0);
    if (text === this.shownFindings) return;
    this.shownFindings = text;
    this.findings.replaceChildren(
      ...found.map((finding, i) =>
        findingItem(finding, panel, { index: run!.findings.indexOf(finding), isFirst: i === 0 }),
      ),
    );
  }

  private drawFigures(a: Summary | null, b: Summary | null, tensor: string): void {
    const { layers } = this;
    const name = layers.layer();
    const unitsIn = (which: 'a' | 'b') => layers.snapshot(which)?.layers.find(l => l.name === name)?.units ?? null;
    const columns: (FigureColumn & { head: string })[] = [
      ...(a ? [{ key: 'a', head: layers.labelOf(layers.refA()), summary: a, units: unitsIn('a') }] : []),
      { key: 'b', head: layers.labelOf(layers.refB()), summary: b, units: unitsIn('b') },
    ];
    const other = name === null ? null : layers.against.matched(name);
    if (other) {
      const summary = tensorsOf(other, layers.facet()).find(t => t.id === tensor)?.summary ?? null;
      columns.push({ key: 'other', head: layers.against.name(), summary, units: other.units });
    }
    this.chart.classList.toggle('compared', other !== null);
    this.figures.show(
      [
        { key: 'name', head: '' },
        ...columns.map(({ key, head }) => ({
          key,
          head,
          isNumber: true,
          ...(key === 'other' && { hideBelow: 860 as const }),
        })),
      ],
      figureRows(columns),
    );
  }

  private history(tensor: string) {
    const { layers } = this;
    const { key } = layers.panel.store.data;
    const model = layers.model();
    const layer = layers.layer();
    if (key === null || !model || layer === null) return null;
    const of = { model: model.name, layer, kind: layers.facet(), tensor };
    return layers.panel.data.history(key, of, layers.refs().length).value;
  }
}

/** The tensor over time as ridges, named as the run names its times. */
function ridgesOf(
  run: NonNullable<LayersContext['run']>,
  refs: ReturnType<LayersContext['refs']>,
  history: { points: readonly { step: number; epoch: number | null; summary: Summary }[] } | null,
): RidgeInTime[] {
  return everyNth(history?.points ?? [], maxRidges).map(({ step, epoch, summary }) => {
    const fit = refs.find(r => r.step === step)?.fit ?? 0;
    const label = momentLabel(run, { fit, step, epoch });
    return { step, fit, summary, label: label.replace(/^(epoch|step) /, '').replace('init', '0 · init') };
  });
}
