import { PlotCanvas } from '../charts/canvas';
import { depthRowAt, drawDepth } from '../charts/depthFigure';
import { depthHeight } from '../charts/depthStrip';
import { drawScaleFigure, scaleFigureHeight, scaleRowAt } from '../charts/scaleFigure';
import { ChartSection } from '../controls/chartSection';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { element, listen, setVisible } from '../dom/element';
import { answerText, type Answer } from '../models/answer';
import { depthGroups, depthStages, maxStackedRows } from '../models/depthGroups';
import { matchWords } from '../models/layerMatch';
import { initializerText, pairAnswer, pairRows, unpaired, type ScalePair } from '../models/scalePairs';
import { commonAxis, scaleAnswer, type ScaleRow } from '../models/scaleRows';
import { scaleColumns, scaleTableRows } from '../models/scaleTable';
import { facetLabels } from '../models/tensors';
import { worstRows } from '../models/worstRows';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';
import type { RowsAtTime } from './layerScales';

const bins = 96;

/** Does the signal keep its size from layer to layer, and did it in another run? */
export class ScaleSection extends ChartSection implements Part {
  private readonly canvas = new PlotCanvas(true);
  private readonly otherCanvas = new PlotCanvas();
  private readonly figures = element('div', { class: 'scale-figures' });
  private readonly legend = element(
    'p',
    { class: 'keys small muted' },
    element('span', { class: 'key line' }, 'mean'),
    element('span', { class: 'key box strong' }, '±1 std'),
    element('span', { class: 'key box' }, '1–99 %'),
  );
  private readonly otherKey = element('span', { class: 'key dotted' });
  private readonly at: SegmentedSwitch<'start' | 'shown'>;
  private pairs: ScalePair[] = [];

  constructor(private readonly layers: LayersContext) {
    super('Every layer on one scale', layers.panel, { maxRows: 18, onSelect: key => this.choose(key, false) });
    this.at = new SegmentedSwitch(
      'When',
      [
        { value: 'start', label: 'init' },
        { value: 'shown', label: 'now' },
      ],
      scaleAt => layers.panel.store.choose({ scaleAt }),
    );
    this.tools.prepend(this.at.element);
    this.legend.append(this.otherKey);
    this.figures.append(this.otherCanvas.element, this.canvas.element);
    this.chart.append(this.legend, this.figures);
    listen(this.canvas.element, { keydown: event => this.onKey(event) });
    for (const { element: target } of [this.canvas, this.otherCanvas])
      listen(target, {
        click: event => this.onPoint(event, false),
        dblclick: event => this.onPoint(event, true),
      });
  }

  inputs(): readonly unknown[] {
    return this.layers.inputs();
  }

  draw(): void {
    const { layers } = this;
    const model = layers.model();
    const [refA, refB] = [layers.refA(), layers.refB()];
    const isShown = model !== null && refB !== null && layers.selection.layersPage === 'distributions';
    setVisible(this.element, isShown);
    if (!isShown) return;
    const isOneMoment = refA?.step === refB.step;
    const which = layers.scales.shown();
    this.at.relabel('start', layers.labelOf(refA));
    this.at.relabel('shown', layers.labelOf(refB));
    this.at.show(which === 'a' ? 'start' : 'shown');
    setVisible(this.at.element, !isOneMoment);
    const rows = layers.scales.at(which);
    const isCompared = rows.other !== null;
    this.pairs = rows.other ? pairRows({ model, rows: rows.own }, rows.other) : unpaired(rows.own);
    const names = { own: `Run ${layers.run!.id}`, other: layers.against.name() };
    const when = layers.labelOf(which === 'a' ? refA : refB);
    const answer: Answer = layers.isReading
      ? ['Reading the histograms …']
      : isCompared
        ? pairAnswer(this.pairs, names, when)
        : scaleAnswer(rows.own, when, layers.facet());
    this.setTitle(this.isDeep ? 'Every layer along depth' : 'Every layer on one scale');
    this.setAnswer(answer);
    if (this.isTable) {
      const columns = scaleColumns(isCompared ? names : null);
      return this.showTable({ columns, rows: scaleTableRows(this.pairs), selected: [this.chosenKey()] }, answer);
    }
    this.canvas.label(`${facetLabels[layers.facet()]} of every layer on one scale. ${answerText(answer)}`);
    setVisible(this.legend, this.isDeep);
    setVisible(this.otherCanvas.element, isCompared && !this.isDeep);
    this.figures.classList.toggle('compared', isCompared && !this.isDeep);
    if (this.isDeep) this.drawDepth(rows);
    else this.drawStacked(rows, isCompared ? names : null);
  }

  private drawStacked(rows: RowsAtTime, names: { own: string; other: string } | null): void {
    const { layers } = this;
    const { scale, axis: scaleKind, height: heightOf } = layers.selection;
    const all = [...rows.own, ...(rows.other?.rows ?? [])];
    const titled = (name: string, model: typeof rows.model) =>
      [name, initializerText(model)].filter(Boolean).join(' · ');
    const shared = {
      axis: scale === 'common' ? commonAxis(all, scaleKind, bins) : null,
      scale: scaleKind,
      height: heightOf,
      role: layers.kind(),
    };
    const labels = this.pairs.map(pair => nameOf(pair, names, layers.layer()));
    const height = scaleFigureHeight(this.pairs.length);
    const own = this.canvas.begin(height);
    const other = names ? this.otherCanvas.begin(height) : null;
    const isStacked = names !== null && this.canvas.element.offsetTop !== this.otherCanvas.element.offsetTop;
    drawScaleFigure(own.g, own.width, {
      ...shared,
      title: names ? titled(names.own, rows.model) : '',
      rows: this.pairs.map(p => p.own),
      names: names && !isStacked ? null : labels,
    });
    if (!names || !other) return;
    drawScaleFigure(other.g, other.width, {
      ...shared,
      title: titled(names.other, rows.other!.model),
      rows: this.pairs.map(p => p.other),
      names: labels,
    });
    this.otherCanvas.label(`${names.other}: the same layers.`);
  }

  private drawDepth(rows: RowsAtTime): void {
    const { layers } = this;
    const own = this.ownRows;
    const compared = this.pairs.flatMap(p => (p.own ? [p.other] : []));
    this.otherKey.textContent = rows.other ? `${layers.against.name()}, ±1 std` : '';
    setVisible(this.otherKey, rows.other !== null);
    this.legend.style.setProperty('--c', `var(--lg-${layers.kind()})`);
    const { g, width } = this.canvas.begin(depthHeight);
    drawDepth(g, width, {
      rows: own,
      others: rows.other ? compared : null,
      groups: depthGroups(rows.model, own),
      stages: depthStages(rows.model, own),
      axis: commonAxis([...own, ...(rows.other?.rows ?? [])], layers.selection.axis, bins),
      role: layers.kind(),
      selected: layers.layer(),
      worst: worstRows(own, layers.run!.findings, rows.model.name),
    });
  }

  private get ownRows(): ScaleRow[] {
    return this.pairs.flatMap(p => p.own ?? []);
  }
  private get isDeep(): boolean {
    return this.pairs.length > maxStackedRows;
  }
  private rowAt(event: MouseEvent): ScaleRow | null | undefined {
    if (!this.isDeep) return this.pairs[scaleRowAt(event.offsetY, this.pairs.length)]?.own;
    const own = this.ownRows;
    return own[depthRowAt(event.offsetX, this.canvas.width, own.length)];
  }
  private onPoint(event: MouseEvent, focus: boolean): void {
    const row = this.rowAt(event);
    if (row) this.choose(keyOf(row), focus);
  }
  private chosenKey(): string | null {
    const row = this.ownRows.find(r => r.layer === this.layers.layer());
    return row ? keyOf(row) : null;
  }
  private choose(key: string, focus: boolean): void {
    const [layer, tensor] = key.split('\n');
    this.layers.choose(layer!, tensor!, focus);
  }
  private onKey(event: KeyboardEvent): void {
    const rows = this.ownRows;
    const at = rows.findIndex(r => r.layer === this.layers.layer());
    const to: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      ...(this.isDeep && { ArrowRight: at + 1, ArrowLeft: at - 1 }),
      Home: 0,
      End: rows.length - 1,
    };
    const index = to[event.key];
    if (index !== undefined) {
      const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
      if (row) this.choose(keyOf(row), false);
    } else if (event.key === 'Enter' && rows[at]) this.choose(keyOf(rows[at]), true);
    else return;
    event.preventDefault();
  }
}

const keyOf = (row: ScaleRow): string => `${row.layer}\n${row.tensor}`;

/** What stands before a row: the layer, its shape, and how it was matched where that is not by name. */
function nameOf(
  { own, other, match }: ScalePair,
  names: { own: string; other: string } | null,
  selected: string | null,
) {
  const row = own ?? other!;
  const isSelected = own !== null && own.layer === selected;
  if (!names || match === 'name') return { label: row.label, caption: row.caption, isSelected };
  const caption =
    match === 'place'
      ? `${matchWords.place}: ${other!.label}`
      : match === 'shape'
        ? `${other!.caption} → ${own!.caption}`
        : `only in ${own ? names.own : names.other}`;
  return { label: row.label, caption, isSelected };
}
