import { CurveChart, stripHeightPx } from '../charts/curveChart';
import { ChartSection } from '../controls/chartSection';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { listen, setVisible } from '../dom/element';
import { answerText, type Answer } from '../models/answer';
import type { CrosshairPoint } from '../models/crosshair';
import type { CurveModel } from '../models/curveModel';
import { epochKey, momentOfKey } from '../models/epochRows';
import type { ChartTable } from '../models/tableText';
import type { Part } from '../state/drawScheduler';
import type { TrainingContext } from './trainingContext';

export interface CurvePicture {
  title: string;
  answer: Answer;
  main: CurveModel;
  strip: CurveModel | null;
  stripLabel: string;
  table: () => ChartTable;
}
interface CurveSectionOptions {
  title: string;
  scale(): 'log' | 'linear';
  chooseScale(scale: 'log' | 'linear'): void;
  /** Besides the run and what is chosen: what the picture depends on. */
  picture(): CurvePicture | null;
  card(point: CrosshairPoint): CrosshairPoint['loss'];
}

/** A chart of curves with the strip under it, which shares its time axis. */
export class CurveSection extends ChartSection implements Part {
  private readonly main: CurveChart;
  private readonly strip: CurveChart;
  private readonly scale: SegmentedSwitch<'log' | 'linear'>;

  constructor(
    private readonly training: TrainingContext,
    private readonly options: CurveSectionOptions,
  ) {
    super(options.title, training.panel, {
      onSelect: key => training.choose(momentOfKey(key)),
    });
    const events = {
      onHover: (x: number | null) => training.hover(x),
      onClick: (x: number) => training.click(x),
      onZoom: (zoom: { from: number; to: number } | null) => training.zoom(zoom),
    };
    this.main = new CurveChart({ heightPx: 208, isStrip: false, isFocusable: true }, events);
    this.strip = new CurveChart({ heightPx: stripHeightPx, isStrip: true, isFocusable: false }, events);
    this.chart.append(this.main.element, this.strip.element);
    this.scale = new SegmentedSwitch(
      'Scale',
      [
        { value: 'log', label: 'log' },
        { value: 'linear', label: 'linear' },
      ],
      scale => options.chooseScale(scale),
    );
    this.tools.prepend(this.scale.element);
    listen(this.main.canvas, {
      keydown: event => void training.key(event),
      focus: () => training.focus(this),
      blur: () => training.focus(null),
    });
    training.onCrosshair((point, isCardShown) => {
      this.main.showCrosshair(
        point?.x ?? null,
        point && isCardShown(this) && options.card(point).length
          ? { title: point.title, rows: options.card(point) }
          : null,
      );
      this.strip.showCrosshair(point?.x ?? null, null);
    });
  }

  inputs(): readonly unknown[] {
    const { selection, data } = this.training.panel.store;
    const { isTable, lossScale, metricScale, zoom, shown, metric } = selection;
    return [data.run, isTable, lossScale, metricScale, zoom, shown, metric];
  }

  draw(): void {
    const { run } = this.training;
    const isEmpty = !run || (run.steps.length === 0 && run.epochs.length === 0);
    const picture = isEmpty ? null : this.options.picture();
    setVisible(this.element, picture !== null);
    if (!picture) return;
    this.setTitle(picture.title);
    this.setAnswer(picture.answer);
    this.scale.show(this.options.scale());
    setVisible(this.scale.element, !this.training.panel.store.selection.isTable);
    if (this.isTable) {
      const { shown } = this.training.panel.store.selection;
      return this.showTable(
        { ...picture.table(), selected: [shown && epochKey(shown.fit, shown.step)] },
        picture.answer,
      );
    }
    const label = `${picture.title}. ${answerText(picture.answer)}`;
    this.main.draw(this.training.zoomed(picture.main), label, picture.strip === null);
    setVisible(this.strip.element, picture.strip !== null);
    if (picture.strip) this.strip.draw(this.training.zoomed(picture.strip), picture.stripLabel, true);
    this.training.showCrosshair();
  }
}
