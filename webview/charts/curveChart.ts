import { element, listen } from '../dom/element';
import { HoverCard, type CardContent } from '../controls/hoverCard';
import type { CurveModel } from '../models/curveModel';
import { Chart } from './chartjs';
import { drawBehind, drawOver, type Scales } from './curveMarks';
import { datasetOf, optionsOf } from './curveOptions';

export interface CurveChartEvents {
  /** The pointer is at this place of the time axis; null: it has left. */
  onHover(x: number | null): void;
  onClick(x: number): void;
  onZoom(zoom: { from: number; to: number } | null): void;
}
interface CurveChartOptions {
  heightPx: number;
  isStrip: boolean;
  isFocusable: boolean;
}
/** A drag shorter than this is a click. */
const minDragPx = 6;
export const stripHeightPx = 62;

/** Curves over the time axis, by chart.js, with what the grammar adds: future, chance, best, ends, crosshair, zoom. */
export class CurveChart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly card = new HoverCard();
  private readonly cross = element('div', { class: 'crosshair', hidden: true });
  private readonly band = element('div', { class: 'zoom-band', hidden: true });
  private chart: Chart<'line', { x: number; y: number | null }[]> | null = null;
  private model: CurveModel | null = null;
  private heightPx: number;
  private writesTime = false;
  private drag: { fromPx: number; toPx: number } | null = null;

  constructor(
    private readonly options: CurveChartOptions,
    private readonly events: CurveChartEvents,
  ) {
    this.canvas = element('canvas', { class: 'plot', role: 'img', ...(options.isFocusable && { tabindex: 0 }) });
    this.heightPx = options.heightPx;
    this.canvas.style.height = `${this.heightPx}px`;
    this.element = element('div', { class: 'curve-chart' }, this.canvas, this.cross, this.band, this.card.element);
    listen(this.canvas, {
      pointermove: event => this.onMove(event),
      pointerleave: () => !this.drag && events.onHover(null),
      pointerdown: event => this.onDown(event),
      pointerup: event => this.onUp(event),
      dblclick: () => events.onZoom(null),
    });
  }

  /** `writesTime`: with the labels of the time axis, as the lower of two charts that share it has them. */
  draw(model: CurveModel, label: string, writesTime: boolean): void {
    this.model = model;
    if (this.canvas.getAttribute('aria-label') !== label) this.canvas.setAttribute('aria-label', label);
    const { isStrip } = this.options;
    // Without a strip under it the chart has its room.
    const heightPx = this.options.heightPx + (!isStrip && writesTime ? stripHeightPx : 0);
    this.heightPx = heightPx;
    this.writesTime = writesTime;
    const width = this.element.clientWidth;
    if (width === 0) return;
    const data = { datasets: model.curves.map(c => datasetOf(c, model.best)) };
    const options = optionsOf(model, isStrip, writesTime);
    if (!this.chart) {
      [this.canvas.width, this.canvas.height] = [width, heightPx];
      this.chart = new Chart(this.canvas, {
        type: 'line',
        data,
        options,
        plugins: [
          {
            id: 'marks',
            beforeDatasetsDraw: chart =>
              this.chart && this.model ? drawBehind(chart.ctx, this.model, this.scales()) : undefined,
            afterDatasetsDraw: chart =>
              this.chart && this.model
                ? drawOver(chart.ctx, this.model, this.scales(), { isStrip, writesTime: this.writesTime })
                : undefined,
          },
        ],
      });
      this.chart.resize(width, heightPx);
      this.chart.draw();
      return;
    }
    if (
      this.chart.width !== width ||
      this.chart.height !== heightPx ||
      this.chart.currentDevicePixelRatio !== devicePixelRatio
    )
      this.chart.resize(width, heightPx);
    this.chart.data = data;
    this.chart.options = options as typeof this.chart.options;
    this.chart.update('none');
  }

  /** The crosshair at a place of the time axis, with its card where there is one; null takes both away. */
  showCrosshair(x: number | null, card: CardContent | null): void {
    const model = this.model;
    if (x === null || !this.chart || !model || x < model.x.min - 1e-9 || x > model.x.max + 1e-9) {
      this.cross.hidden = true;
      this.card.hide();
      return;
    }
    const { area, x: place, y } = this.scales();
    this.cross.hidden = false;
    Object.assign(this.cross.style, {
      left: `${Math.round(place(x))}px`,
      top: `${area.top}px`,
      height: `${area.bottom - area.top}px`,
    });
    if (!card) return this.card.hide();
    this.card.show(card);
    const obstacles = model.curves
      .filter(c => c.style !== 'faint')
      .flatMap(c => c.points.filter(p => p.y !== null).map(p => ({ x: place(p.x), y: y(p.y!) })));
    this.card.place(
      { x: place(x), y: (area.top + area.bottom) / 2 },
      { width: area.right, height: this.heightPx },
      obstacles,
    );
  }

  private scales(): Scales {
    const { chartArea, scales } = this.chart!;
    return {
      area: chartArea,
      x: value => scales['x']!.getPixelForValue(value),
      y: value => scales['y']!.getPixelForValue(value),
    };
  }
  private valueAt(event: PointerEvent): number | null {
    if (!this.chart || !this.model) return null;
    const { left, right } = this.chart.chartArea;
    const at = Math.min(right, Math.max(left, event.offsetX));
    if (event.offsetX < left - 8 || event.offsetX > right + 8) return null;
    return this.chart.scales['x']!.getValueForPixel(at) ?? null;
  }

  private onMove(event: PointerEvent): void {
    if (this.drag) {
      this.drag.toPx = event.offsetX;
      const { area } = this.scales();
      const from = Math.max(area.left, Math.min(this.drag.fromPx, this.drag.toPx));
      const to = Math.min(area.right, Math.max(this.drag.fromPx, this.drag.toPx));
      this.band.hidden = to - from < minDragPx;
      Object.assign(this.band.style, {
        left: `${from}px`,
        width: `${Math.max(0, to - from)}px`,
        top: `${area.top}px`,
        height: `${area.bottom - area.top}px`,
      });
    }
    this.events.onHover(this.valueAt(event));
  }
  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || this.valueAt(event) === null) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.drag = { fromPx: event.offsetX, toPx: event.offsetX };
  }
  private onUp(event: PointerEvent): void {
    const { drag } = this;
    this.drag = null;
    this.band.hidden = true;
    if (!drag || !this.chart) return;
    const x = this.valueAt(event);
    if (Math.abs(drag.toPx - drag.fromPx) < minDragPx) {
      if (x !== null) this.events.onClick(x);
      return;
    }
    const { left, right } = this.chart.chartArea;
    const at = (px: number) => this.chart!.scales['x']!.getValueForPixel(Math.min(right, Math.max(left, px)))!;
    this.events.onZoom({ from: at(Math.min(drag.fromPx, drag.toPx)), to: at(Math.max(drag.fromPx, drag.toPx)) });
  }
}
