import { formatCount } from '../../extension/core/stats/formatFigure';
import { PlotCanvas } from '../charts/canvas';
import { drawTimeTrack, timeTrackHeight, trackPosition } from '../charts/timeTrack';
import { element, listen, setAttribute, setText, setVisible } from '../dom/element';
import { stopAt, type TimeStops } from '../models/timeStops';
import { sliderPlaces } from './sliderPlaces';

/** Steps on a line with one handle; at its end it follows what is written. */
export class StepSlider {
  readonly element: HTMLElement;
  private readonly canvas = new PlotCanvas(true);
  private readonly label = element('span', { class: 'n time-label' });
  private times: TimeStops = { stops: [], now: 1 };
  private index = 0;
  private isDragged = false;

  /** @param onStep null: the last one, whichever that will be */
  constructor(
    name: string,
    private readonly onStep: (step: number | null) => void,
  ) {
    const { element: track } = this.canvas;
    setAttribute(track, 'role', 'slider');
    setAttribute(track, 'aria-label', name);
    track.title = 'Arrows, Page Up and Down, Home, End';
    this.element = element('div', { class: 'bar time-bar' }, track, this.label);
    listen(track, {
      keydown: event => this.onKey(event),
      pointerdown: event => {
        if (event.button !== 0) return;
        this.isDragged = true;
        track.setPointerCapture(event.pointerId);
        this.moveTo(event.offsetX);
      },
      pointermove: event => this.isDragged && this.moveTo(event.offsetX),
      pointerup: () => (this.isDragged = false),
      pointercancel: () => (this.isDragged = false),
    });
  }

  /** Hidden where there is nothing to choose. */
  draw(times: TimeStops, step: number): void {
    this.times = times;
    const { stops } = times;
    this.index = Math.max(
      0,
      stops.findIndex(s => s.step === step),
    );
    setVisible(this.element, stops.length > 1);
    if (stops.length < 2) return;
    const isLast = this.index === stops.length - 1;
    const text = `step ${formatCount(step)}`;
    const { g, width } = this.canvas.begin(timeTrackHeight);
    drawTimeTrack(g, width, { ...times, a: null, b: stops[this.index]!.position, name: '' });
    setText(this.label, isLast ? `${text} · latest` : text);
    const { element: track } = this.canvas;
    setAttribute(track, 'aria-valuemin', 0);
    setAttribute(track, 'aria-valuemax', stops.length - 1);
    setAttribute(track, 'aria-valuenow', this.index);
    setAttribute(track, 'aria-valuetext', text);
  }

  private onKey(event: KeyboardEvent): void {
    const places = sliderPlaces(event);
    if (places === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    this.choose(Math.min(this.times.stops.length - 1, Math.max(0, this.index + places)));
    event.preventDefault();
    event.stopPropagation();
  }
  private moveTo(x: number): void {
    const stop = stopAt(this.times, trackPosition(x, this.canvas.width));
    if (stop) this.choose(this.times.stops.indexOf(stop));
  }
  private choose(index: number): void {
    if (index === this.index) return;
    // keys may come faster than pictures are drawn
    this.index = index;
    const { stops } = this.times;
    this.onStep(index === stops.length - 1 ? null : stops[index]!.step);
  }
}
