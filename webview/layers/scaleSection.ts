import { formatFigure, formatGrowth, formatShare } from '../../extension/core/stats/formatFigure';
import { PlotCanvas } from '../charts/canvas';
import { depthHeight, depthRowAt, drawDepth } from '../charts/depthFigure';
import { drawScaleFigure, scaleFigureHeight, scaleRowAt } from '../charts/scaleFigure';
import { ChartSection } from '../controls/chartSection';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { listen, setVisible } from '../dom/element';
import { answerText } from '../models/answer';
import type { Column } from '../models/cell';
import { depthGroups, maxStackedRows, worstRows } from '../models/depthGroups';
import { commonAxis, isBeyondLimit, scaleAnswer, scaleRows, type ScaleRow } from '../models/scaleRows';
import { kindLabels, zeroShare } from '../models/tensors';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

const bins = 96;
const columns: Column[] = [
  { key: 'layer', head: 'layer' },
  { key: 'mean', head: 'mean', isNumber: true, hideBelow: 560 },
  { key: 'std', head: 'std', isNumber: true },
  { key: 'variance', head: 'variance', isNumber: true },
  { key: 'zero', head: 'zero', isNumber: true },
];

/** Does the signal keep its size from layer to layer? */
export class ScaleSection extends ChartSection implements Part {
  private readonly canvas = new PlotCanvas(true);
  private readonly at: SegmentedSwitch<'start' | 'shown'>;
  private rows: ScaleRow[] = [];

  constructor(private readonly layers: LayersContext) {
    super('Every layer on one scale', layers.panel, { onSelect: key => this.choose(key, false) });
    this.at = new SegmentedSwitch(
      'When',
      [
        { value: 'start', label: 'init' },
        { value: 'shown', label: 'now' },
      ],
      scaleAt => layers.panel.store.choose({ scaleAt }),
    );
    this.tools.prepend(this.at.element);
    this.chart.append(this.canvas.element);
    listen(this.canvas.element, {
      click: event => {
        const row = this.rowAt(event);
        if (row) this.choose(keyOf(row), false);
      },
      dblclick: event => {
        const row = this.rowAt(event);
        if (row) this.choose(keyOf(row), true);
      },
      keydown: event => this.onKey(event),
    });
  }

  inputs(): readonly unknown[] {
    return this.layers.inputs();
  }

  draw(): void {
    const { selection } = this.layers;
    const model = this.layers.model();
    const [refA, refB] = [this.layers.refA(), this.layers.refB()];
    setVisible(this.element, model !== null && refB !== null);
    if (!model || !refB) return;
    const isOneMoment = refA?.step === refB.step;
    const which = selection.scaleAt === 'start' && !isOneMoment ? 'a' : 'b';
    this.at.relabel('start', this.layers.labelOf(refA));
    this.at.relabel('shown', this.layers.labelOf(refB));
    this.at.show(which === 'a' ? 'start' : 'shown');
    setVisible(this.at.element, !isOneMoment);
    const kind = this.layers.kind();
    this.rows = scaleRows(model, this.layers.snapshot(which), kind);
    const answer = this.layers.isReading
      ? ['Reading the histograms …']
      : scaleAnswer(this.rows, this.layers.labelOf(which === 'a' ? refA : refB), kind);
    this.setTitle(this.isDeep ? 'Every layer along depth' : 'Every layer on one scale');
    this.setAnswer(answer);
    if (this.isTable)
      return this.showTable({ columns, rows: this.rows.map(tableRow), selected: [this.chosenKey()] }, answer);
    const isDeep = this.isDeep;
    const { g, width } = this.canvas.begin(isDeep ? depthHeight : scaleFigureHeight(this.rows.length));
    this.canvas.label(`${kindLabels[kind]} of every layer on one scale. ${answerText(answer)}`);
    if (!this.rows.length) return;
    if (isDeep)
      return drawDepth(g, width, {
        rows: this.rows,
        groups: depthGroups(model, this.rows),
        axis: commonAxis(this.rows, selection.axis, bins),
        role: kind,
        selected: this.layers.layer(),
        worst: worstRows(this.rows),
      });
    drawScaleFigure(g, width, {
      rows: this.rows,
      axis: selection.scale === 'common' ? commonAxis(this.rows, selection.axis, bins) : null,
      scale: selection.axis,
      role: kind,
      selected: this.layers.layer(),
    });
  }

  private get isDeep(): boolean {
    return this.rows.length > maxStackedRows;
  }
  private rowAt(event: MouseEvent): ScaleRow | undefined {
    const { length } = this.rows;
    return this.rows[
      this.isDeep ? depthRowAt(event.offsetX, this.canvas.width, length) : scaleRowAt(event.offsetY, length)
    ];
  }
  private chosenKey(): string | null {
    const row = this.rows.find(r => r.layer === this.layers.layer());
    return row ? keyOf(row) : null;
  }
  private choose(key: string, focus: boolean): void {
    const [layer, tensor] = key.split('\n');
    this.layers.choose(layer!, tensor!, focus);
  }
  private onKey(event: KeyboardEvent): void {
    const at = this.rows.findIndex(r => r.layer === this.layers.layer());
    const to: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      ...(this.isDeep && { ArrowRight: at + 1, ArrowLeft: at - 1 }),
      Home: 0,
      End: this.rows.length - 1,
    };
    const index = to[event.key];
    if (index !== undefined) {
      const row = this.rows[Math.min(this.rows.length - 1, Math.max(0, index))];
      if (row) this.choose(keyOf(row), false);
    } else if (event.key === 'Enter' && this.rows[at]) this.choose(keyOf(this.rows[at]), true);
    else return;
    event.preventDefault();
  }
}

const keyOf = (row: ScaleRow): string => `${row.layer}\n${row.tensor}`;
const tableRow = (row: ScaleRow) => ({
  key: keyOf(row),
  isSelectable: true,
  cells: {
    layer: { text: row.label, small: row.caption },
    mean: formatFigure(row.summary.mean),
    std: formatFigure(row.summary.std),
    variance: {
      text: row.growth === null ? '' : formatGrowth(row.growth),
      ...(isBeyondLimit(row.growth) && { icon: { name: 'warning', tone: 'warning' as const } }),
    },
    zero: formatShare(zeroShare(row.summary)),
  },
});
