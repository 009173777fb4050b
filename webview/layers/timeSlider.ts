import { PlotCanvas } from '../charts/canvas';
import { drawTimeTrack, timeTrackHeight, trackPosition, trackX } from '../charts/timeTrack';
import { IconButton } from '../controls/button';
import { element, listen, setAttribute, setText, setVisible } from '../dom/element';
import { memoizeLast } from '../models/memoizeLast';
import { stopAt, timeStops, type TimeStops } from '../models/timeStops';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

const playMs = 4000;
const leastFrameMs = 33;

/** The times of the run as a slider: B, and A where it is another one; at its end it follows the run. */
export class TimeSlider implements Part {
  readonly element: HTMLElement;
  private readonly canvas = new PlotCanvas(true);
  private readonly label = element('span', { class: 'n time-label' });
  private readonly play: IconButton;
  private readonly stops = memoizeLast(timeStops);
  private dragged: 'a' | 'b' | null = null;
  private playing: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly layers: LayersContext) {
    this.play = new IconButton('play', 'Play from A to B', () => this.togglePlay());
    const { element: track } = this.canvas;
    setAttribute(track, 'role', 'slider');
    setAttribute(track, 'aria-label', 'Time');
    this.element = element('div', { class: 'bar time-bar' }, this.play.element, track, this.label);
    listen(track, {
      keydown: event => this.onKey(event),
      pointerdown: event => this.onDown(event),
      pointermove: event => this.dragged && this.moveTo(this.dragged, event.offsetX),
      pointerup: () => (this.dragged = null),
      pointercancel: () => (this.dragged = null),
    });
  }

  inputs(): readonly unknown[] {
    const { run, selection } = this.layers;
    const { shown, a, model } = selection;
    return [run?.snapshots, run?.epochs, run?.fits, run?.status, run?.models, shown, a, model];
  }

  draw(): void {
    const refs = this.layers.refs();
    setVisible(this.element, refs.length > 1);
    const times = this.times();
    if (!times || refs.length < 2) return;
    const [refA, refB] = [this.layers.refA()!, this.layers.refB()!];
    const at = (ref: typeof refA) => times.stops.find(s => s.fit === ref.fit && s.step === ref.step)?.position ?? 0;
    const isFollowing = this.layers.selection.shown === null;
    const { g, width } = this.canvas.begin(timeTrackHeight);
    drawTimeTrack(g, width, { ...times, a: refA === refB ? null : at(refA), b: at(refB) });
    const text = this.layers.labelOf(refB);
    setText(this.label, isFollowing ? `${text} · latest` : text);
    const { element: track } = this.canvas;
    setAttribute(track, 'aria-valuemin', 0);
    setAttribute(track, 'aria-valuemax', refs.length - 1);
    setAttribute(track, 'aria-valuenow', refs.indexOf(refB));
    setAttribute(track, 'aria-valuetext', `B ${text}, A ${this.layers.labelOf(refA)}`);
    track.title = 'Arrows move B, with Alt A; Home, End; Escape follows the run. Hollow marks have no histograms.';
  }

  private times(): TimeStops | null {
    const { run } = this.layers;
    const model = this.layers.model();
    return run && model ? this.stops(run, model.name, this.layers.refs()) : null;
  }

  private onKey(event: KeyboardEvent): void {
    const places = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: -10, PageDown: 10 }[event.key];
    const refs = this.layers.refs();
    const which = event.altKey ? 'a' : 'b';
    if (event.ctrlKey || event.metaKey || !refs.length) return;
    if (places !== undefined) this.step(which, places);
    else if (event.key === 'Home') this.layers.setMoment(which, refs[0]!);
    else if (event.key === 'End') this.toEnd(which);
    else if (event.key === 'Escape') this.layers.panel.store.choose({ shown: null, a: null });
    else if (event.key === ' ') this.togglePlay();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** At the last one B follows the run again. */
  private step(which: 'a' | 'b', places: number): void {
    const refs = this.layers.refs();
    const ref = which === 'a' ? this.layers.refA() : this.layers.refB();
    const isAtEnd = ref !== null && refs.indexOf(ref) + places >= refs.length - 1;
    if (which === 'b' && isAtEnd) this.toEnd('b');
    else this.layers.move(which, places);
  }
  private toEnd(which: 'a' | 'b'): void {
    const last = this.layers.refs().at(-1);
    if (which === 'b') this.layers.panel.store.choose({ shown: null });
    else if (last) this.layers.setMoment('a', last);
  }

  private onDown(event: PointerEvent): void {
    const times = this.times();
    if (!times) return;
    const x = (which: 'a' | 'b') => {
      const ref = which === 'a' ? this.layers.refA() : this.layers.refB();
      const stop = times.stops.find(s => s.fit === ref?.fit && s.step === ref.step);
      return trackX(stop?.position ?? 0, this.canvas.width);
    };
    this.dragged = Math.abs(x('a') - event.offsetX) < Math.min(10, Math.abs(x('b') - event.offsetX)) ? 'a' : 'b';
    this.canvas.element.setPointerCapture(event.pointerId);
    this.moveTo(this.dragged, event.offsetX);
  }
  private moveTo(which: 'a' | 'b', x: number): void {
    const times = this.times();
    const stop = times && stopAt(times, trackPosition(x, this.canvas.width));
    if (!stop) return;
    const last = this.layers.refs().at(-1);
    if (which === 'b' && stop.step === last?.step) return this.toEnd('b');
    const ref = which === 'a' ? this.layers.refA() : this.layers.refB();
    if (ref?.step !== stop.step || ref.fit !== stop.fit) this.layers.setMoment(which, stop);
  }

  /** From A to the newest in 4 s; without motion one step at a time. */
  private togglePlay(): void {
    if (this.playing !== null) return this.stopPlaying();
    const refs = this.layers.refs();
    const from = this.layers.refA();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.step('b', 1);
    if (!from || refs.length < 2) return;
    if (this.layers.refB() === refs.at(-1)) this.layers.setMoment('b', from);
    const places = Math.max(1, Math.ceil((refs.length * leastFrameMs) / playMs));
    this.play.show('debug-pause', 'Stop playing');
    this.playing = setInterval(
      () => {
        this.step('b', places);
        if (this.layers.selection.shown === null) this.stopPlaying();
      },
      Math.max(leastFrameMs, playMs / refs.length),
    );
  }
  private stopPlaying(): void {
    if (this.playing !== null) clearInterval(this.playing);
    this.playing = null;
    this.play.show('play', 'Play from A to B');
  }
}
