import { formatGrowth, formatShare } from '../../extension/core/stats/formatFigure';
import type { Site } from '../../extension/protocol/model';
import { PlotCanvas } from '../charts/canvas';
import { drawWorst, worstFigureHeight, worstRowAt } from '../charts/worstFigure';
import { textButton } from '../controls/button';
import { ChartSection } from '../controls/chartSection';
import { SiteLink } from '../controls/siteLink';
import { element, listen, setVisible } from '../dom/element';
import type { Column, Row } from '../models/cell';
import { maxStackedRows } from '../models/depthGroups';
import { commonAxis, type ScaleRow } from '../models/scaleRows';
import { zeroShare } from '../models/tensors';
import { worstRows, type WorstRow } from '../models/worstRows';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';
import { spreadText } from '../models/summaryText';

const bins = 96;
const columns: Column[] = [
  { key: 'layer', head: 'layer' },
  { key: 'fire', head: 'fire', isNumber: true, hideBelow: 560 },
  { key: 'std', head: 'std', isNumber: true },
  { key: 'variance', head: 'variance', isNumber: true },
  { key: 'why', head: 'why' },
  { key: 'line', head: 'line', hideBelow: 560 },
];

interface ShownRow extends WorstRow {
  row: ScaleRow;
  before: ScaleRow | null;
  fires: number | null;
  why: string;
  site: Site | null;
}

/** In a deep network: which layers to look at first, why, where, and what mends the worst one. */
export class WorstSection extends ChartSection implements Part {
  private readonly canvas = new PlotCanvas(true);
  private readonly reasons = element('div', { class: 'reasons' });
  private readonly remedy = element('span', { class: 'remedy' });
  private worst: ShownRow[] = [];
  private wordsShown = '';

  constructor(private readonly layers: LayersContext) {
    super('Worst first', layers.panel, { onSelect: key => layers.choose(key, null, false) });
    this.tools.prepend(this.remedy);
    this.chart.append(element('div', { class: 'worst' }, this.canvas.element, this.reasons));
    listen(this.canvas.element, {
      click: event => this.onPoint(event, false),
      dblclick: event => this.onPoint(event, true),
      keydown: event => this.onKey(event),
    });
  }

  inputs(): readonly unknown[] {
    return this.layers.inputs();
  }

  draw(): void {
    const { layers } = this;
    const model = layers.model();
    const isPage = model !== null && layers.refB() !== null && layers.selection.layersPage === 'distributions';
    const rows = isPage ? layers.scales.at(layers.scales.shown()).own : [];
    this.worst = rows.length > maxStackedRows ? this.worstOf(rows) : [];
    setVisible(this.element, this.worst.length > 0);
    if (!this.worst.length) return;
    const answer = ['Each with the layer before it (dotted).'];
    this.setAnswer(answer);
    this.drawWords();
    if (this.isTable)
      return this.showTable({ columns, rows: this.worst.map(tableRow), selected: [layers.layer()] }, answer);
    const { axis: scale, height: heightOf } = layers.selection;
    const drawn = this.worst.flatMap(s => (s.before ? [s.row, s.before] : [s.row]));
    const { g, width } = this.canvas.begin(worstFigureHeight(this.worst.length));
    drawWorst(g, width, {
      rows: this.worst.map(({ row, before, fires }) => ({ row, before: before?.summary ?? null, fires })),
      axis: commonAxis(drawn, scale, bins),
      heightOf,
      role: layers.kind(),
    });
    this.canvas.label(this.worst.map((s, i) => `${i + 1}: ${s.row.label}, ${s.why}`).join('. '));
  }

  private worstOf(rows: readonly ScaleRow[]): ShownRow[] {
    const { layers } = this;
    const model = layers.model()!;
    const snapshot = layers.snapshot(layers.scales.shown());
    return worstRows(rows, layers.run!.findings, model.name).map(worst => {
      const row = rows[worst.index]!;
      const after = snapshot?.layers.find(l => l.name === row.layer)?.activations[0];
      const isOutput = model.outputs.some(o => o.name === row.layer);
      const zero = after && !isOutput ? zeroShare(after) : null;
      const site = worst.finding?.site ?? model.layers.find(l => l.name === row.layer)?.site ?? null;
      const why = worst.finding?.label ?? `variance ${formatGrowth(row.growth)}`;
      const before = rows[worst.index - 1] ?? null;
      return { ...worst, row, before, fires: typeof zero === 'number' ? 1 - zero : null, why, site };
    });
  }

  /** Why and where, beside the rows; the remedy of the worst one that has any at the head. */
  private drawWords(): void {
    const { panel, run } = this.layers;
    const text = JSON.stringify(this.worst.map(s => [s.why, s.site, s.finding]));
    if (text === this.wordsShown) return;
    this.wordsShown = text;
    this.reasons.replaceChildren(
      element('b', { class: 'muted' }, 'why, and where'),
      ...this.worst.map(({ why, site, finding }) => {
        const link = new SiteLink(panel.reveal);
        link.show(site);
        return element('div', {}, element('span', { title: finding?.message ?? why }, why), link.element);
      }),
    );
    const mended = this.worst.find(s => s.finding?.remedies.length);
    const remedy = mended?.finding?.remedies[0];
    this.remedy.replaceChildren();
    if (!remedy) return;
    const index = run!.findings.indexOf(mended!.finding!);
    const { key } = panel.store.data;
    this.remedy.append(
      textButton(remedy.label, {
        icon: 'lightbulb',
        appearance: 'primary',
        onClick: () => key !== null && panel.ask('applyRemedy', { key, finding: index, remedy: 0 }),
      }),
    );
  }

  private onPoint(event: MouseEvent, focus: boolean): void {
    const row = this.worst[worstRowAt(event.offsetY, this.worst.length)]?.row;
    if (row) this.layers.choose(row.layer, row.tensor, focus);
  }
  private onKey(event: KeyboardEvent): void {
    const at = this.worst.findIndex(s => s.row.layer === this.layers.layer());
    const places = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to = places ? this.worst[Math.min(this.worst.length - 1, Math.max(0, at + places))] : undefined;
    if (to) this.layers.choose(to.row.layer, to.row.tensor, false);
    else if (event.key === 'Enter' && this.worst[at]) this.layers.choose(this.worst[at].row.layer, null, true);
    else return;
    event.preventDefault();
  }
}

const tableRow = ({ row, fires, why, site, finding }: ShownRow): Row => ({
  key: row.layer,
  isSelectable: true,
  cells: {
    layer: { text: row.label, small: row.caption },
    fire: formatShare(fires),
    std: spreadText(row.summary),
    variance: row.growth === null ? '' : formatGrowth(row.growth),
    why: { text: why, ...(finding && { title: finding.message }) },
    line: site ? { site } : '',
  },
});
