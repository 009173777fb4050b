import { formatFigure } from '../../extension/core/stats/formatFigure';
import type { InitializerComparison } from '../../extension/protocol/initializers';
import { PlotCanvas } from '../charts/canvas';
import { textButton } from '../controls/button';
import { ChartSection } from '../controls/chartSection';
import { SiteLink } from '../controls/siteLink';
import { canvasFont } from '../dom/themeColors';
import { element, listen, setText, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';
import {
  candidateColumns,
  candidatePicture,
  candidateRows,
  comparisonAnswer,
  comparisonFacts,
  comparisonNotes,
  type CandidatePicture,
} from './candidateColumns';
import { drawCandidates, type Chosen } from './candidateFigure';
import { candidateAt, candidateLayout, type CandidateLayout } from './candidateLayout';

/** Which initializer keeps the signal's size in this network? One section for each model that was compared. */
export class InitializersSection extends ChartSection implements Part {
  private readonly canvas = new PlotCanvas(true);
  private readonly notes = element('p', { class: 'quiet' });
  private readonly use: HTMLElement;
  private readonly link: SiteLink;
  private readonly facts = element('span', { class: 'small muted n' });
  private picture: CandidatePicture | null = null;
  private layout: CandidateLayout | null = null;
  private chosen: Chosen | null = null;
  private isFocused = false;

  constructor(
    private readonly panel: PanelContext,
    private readonly index: number,
  ) {
    super('Initializers', panel, { maxRows: 24 });
    this.chart.append(this.canvas.element);
    this.use = textButton('Use it', { appearance: 'primary', onClick: () => this.useBest() });
    this.link = new SiteLink(panel.reveal);
    this.body.append(
      this.notes,
      element(
        'div',
        { class: 'actions comparison-actions' },
        this.use,
        this.link.element,
        element('span', { class: 'grow' }),
        this.facts,
      ),
    );
    listen(this.canvas.element, {
      click: event => this.onPointer(event, false),
      dblclick: event => this.onPointer(event, true),
      keydown: event => this.onKey(event),
      focus: () => this.setFocused(true),
      blur: () => this.setFocused(false),
    });
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.panel.store;
    return [this.comparison, data.run?.status, selection.isTable, selection.layer, this.chosen, this.isFocused];
  }

  draw(): void {
    const { comparison } = this;
    const { run } = this.panel.store.data;
    setVisible(this.element, comparison !== null);
    if (!comparison || !run) return;
    this.setTitle(run.initializers.length > 1 ? `Initializers of ${comparison.model}` : 'Initializers');
    const answer = comparisonAnswer(comparison, run);
    this.setAnswer(answer);
    this.drawFoot(comparison);
    if (this.isTable) return this.showTable({ columns: candidateColumns, rows: candidateRows(comparison) }, answer);
    const picture = (this.picture = candidatePicture(comparison));
    setVisible(this.chart, picture.columns.length > 0);
    if (!picture.columns.length) return;
    this.canvas.label(
      `Spread by layer for each candidate: ${answerText(answer)} Arrow keys go from value to value, Enter to the layer’s line.`,
    );
    const context = this.canvas.element.getContext('2d')!;
    context.font = canvasFont(12, 600);
    const layout = (this.layout = candidateLayout(this.canvas.width, picture, text => context.measureText(text).width));
    const { g } = this.canvas.begin(layout.height);
    const { layer } = this.panel.store.selection;
    drawCandidates(g, picture, layout, { chosen: this.isFocused ? this.chosen : null, layer });
  }

  private get comparison(): InitializerComparison | null {
    return this.panel.store.data.run?.initializers[this.index] ?? null;
  }

  private drawFoot(comparison: InitializerComparison): void {
    const remedy = comparison.verdict?.remedy ?? null;
    setVisible(this.use, remedy !== null);
    if (remedy) setText(this.use, remedy.label);
    this.link.show(remedy?.edits[0]?.site ?? null);
    setText(this.facts, comparison.runs.length ? comparisonFacts(comparison) : '');
    setText(this.notes, comparisonNotes(comparison));
  }

  private useBest(): void {
    const { key } = this.panel.store.data;
    if (key !== null && this.comparison) this.panel.ask('useInitializers', { key, model: this.comparison.model });
  }

  private setFocused(isFocused: boolean): void {
    this.isFocused = isFocused;
    this.chosen ??= { column: Math.max(0, this.picture?.columns.findIndex(c => c.isBest) ?? 0), layer: 0 };
    this.panel.store.touch();
  }

  private onPointer(event: MouseEvent, isDouble: boolean): void {
    if (!this.picture || !this.layout) return;
    const { column, layer } = candidateAt(event.offsetX, event.offsetY, this.picture, this.layout);
    if (layer < 0) return;
    if (column >= 0) this.chosen = { column, layer };
    this.goTo(layer, isDouble);
  }

  private goTo(layer: number, focus: boolean): void {
    const name = this.picture!.layers[layer]!;
    const site = this.comparison?.layers.find(l => l.name === name)?.site;
    this.panel.store.choose({ model: this.comparison!.model, layer: name, tensor: null });
    if (site) this.panel.reveal(site, focus);
  }

  private onKey(event: KeyboardEvent): void {
    const { picture, chosen } = this;
    if (!picture || !chosen) return;
    const moves: Record<string, [column: number, layer: number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      Home: [-picture.columns.length, 0],
      End: [picture.columns.length, 0],
    };
    const move = moves[event.key];
    if (move) {
      const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
      this.chosen = {
        column: within(chosen.column + move[0], picture.columns.length),
        layer: within(chosen.layer + move[1], picture.layers.length),
      };
      const column = picture.columns[this.chosen.column]!;
      const std = column.summaries[this.chosen.layer]?.std ?? null;
      this.panel.announce(
        `${column.id}${column.isBest ? ', best' : ''}, ${picture.layers[this.chosen.layer]!}: standard deviation ${formatFigure(std)}; ${column.word}.`,
      );
      this.panel.store.touch();
    } else if (event.key === 'Enter') this.goTo(chosen.layer, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
