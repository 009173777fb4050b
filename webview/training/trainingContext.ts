import type { PanelContext } from '../panel/panelContext';
import { chanceOf } from '../models/chance';
import type { CurveModel } from '../models/curveModel';
import { linearTicks } from '../../extension/core/stats/axisTicks';
import { formatTick } from '../../extension/core/stats/formatFigure';
import { crosshairAt, type CrosshairPoint } from '../models/crosshair';
import { memoizeLast } from '../models/memoizeLast';
import { metricsOf, type MetricInfo } from '../models/metricNames';
import { momentBy, momentsOf, type Moment } from '../models/moment';
import { timeAxis } from '../models/timeAxis';

/** What the charts of Training share: their time axis, the crosshair, the zoom, the keys. */
export class TrainingContext {
  /** Where the pointer is on the time axis. */
  private hovered: number | null = null;
  private focusedChart: object | null = null;
  private readonly crosshairs: ((point: CrosshairPoint | null, isCardShown: (chart: object) => boolean) => void)[] = [];
  readonly axis = memoizeLast(timeAxis);
  readonly metrics = memoizeLast(metricsOf);
  private readonly moments = memoizeLast(momentsOf);

  constructor(readonly panel: PanelContext) {}

  get run() {
    return this.panel.store.data.run;
  }
  chance() {
    const model = this.run?.fits.at(-1)?.model;
    return chanceOf(this.run?.models.find(m => m.name === model) ?? null);
  }
  /** The metric of the second chart: the one chosen, else the first; null without any. */
  metric(): MetricInfo | null {
    const metrics = this.run ? this.metrics(this.run.epochs) : [];
    return metrics.find(m => m.name === this.panel.store.selection.metric) ?? metrics[0] ?? null;
  }

  /** The model within the stretch of the axis that is looked at. */
  zoomed(model: CurveModel): CurveModel {
    const { zoom } = this.panel.store.selection;
    if (!zoom || zoom.to <= zoom.from) return model;
    const [from, to] = [Math.max(model.x.min, zoom.from), Math.min(model.x.max, zoom.to)];
    if (to <= from) return model;
    const ticks = linearTicks(from, to).map(value => ({ value, label: formatTick(value) }));
    return { ...model, x: { ...model.x, min: from, max: to, ticks } };
  }

  onCrosshair(listener: (point: CrosshairPoint | null, isCardShown: (chart: object) => boolean) => void): void {
    this.crosshairs.push(listener);
  }
  hover(x: number | null): void {
    this.hovered = x;
    this.showCrosshair();
  }
  focus(chart: object | null): void {
    this.focusedChart = chart;
    this.showCrosshair();
  }
  /** At the pointer, else at the epoch that was chosen. */
  showCrosshair(): void {
    const { run } = this;
    const point = run ? this.point(this.hovered ?? this.chosenX()) : null;
    const isHovered = this.hovered !== null;
    for (const show of this.crosshairs) show(point, chart => isHovered || this.focusedChart === chart);
  }
  private point(x: number | null): CrosshairPoint | null {
    return x === null || !this.run ? null : crosshairAt(this.run, this.axis(this.run), this.metric(), x);
  }
  private chosenX(): number | null {
    const { shown } = this.panel.store.selection;
    if (!shown || !this.run) return null;
    const at = this.moments(this.run).find(m => m.step === shown.step && m.fit === shown.fit);
    return at ? this.axis(this.run).position(at) : null;
  }

  click(x: number): void {
    const point = this.point(x);
    if (point) this.choose(point.moment);
  }
  choose(moment: Moment | null): void {
    this.panel.store.choose({ shown: moment });
    this.showCrosshair();
  }
  zoom(zoom: { from: number; to: number } | null): void {
    this.panel.store.choose({ zoom });
  }

  /** The keys of a chart over the time axis; true where the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const { run } = this;
    if (!run) return false;
    const moments = this.moments(run);
    const { shown, zoom } = this.panel.store.selection;
    const ends: Record<string, Moment | null | undefined> = {
      ArrowLeft: momentBy(moments, shown, -1),
      ArrowRight: momentBy(moments, shown, 1),
      Home: moments[0] && { fit: moments[0].fit, step: moments[0].step },
      End: momentBy(moments, null, 0),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    if (event.key in ends) {
      const to = ends[event.key];
      if (to) this.choose(to);
    } else if (event.key === 'Escape') {
      if (zoom) this.zoom(null);
      else this.choose(null);
    } else if (event.key === 'Enter') {
      const fit = run.fits.find(f => f.index === shown?.fit) ?? run.fits.at(-1);
      if (fit?.site) this.panel.reveal(fit.site, true);
    } else return false;
    event.preventDefault();
    return true;
  }
}
