import { formatBytes, formatCount } from '../../extension/core/stats/formatFigure';
import { PlotCanvas } from '../charts/canvas';
import { checkpointTimeHeight, drawCheckpointTimes, timeAt, timeX, trackY } from '../charts/checkpointTimeFigure';
import { IconButton } from '../controls/button';
import { ChartSection } from '../controls/chartSection';
import { sliderPlaces } from '../controls/sliderPlaces';
import { element, listen, setAttribute, setVisible } from '../dom/element';
import type { Column, Row } from '../models/cell';
import { checkpointTimes, markAt, markText, type CheckpointTimes } from '../models/checkpointTimes';
import { epochText, isKept, type RunCheckpoint } from '../models/checkpointRecords';
import { lossText } from '../models/lossText';
import { memoizeLast } from '../models/memoizeLast';
import type { Part } from '../state/drawScheduler';
import type { CheckpointPair } from './checkpointPair';

type Which = 'a' | 'b';
const playMs = 4000;
const leastFrameMs = 50;

/** The checkpoints of B's run along its time: A and B are moved on it. */
export class TimeSection extends ChartSection implements Part {
  private readonly canvas = new PlotCanvas();
  private readonly handles: Record<Which, HTMLElement> = { a: this.handle('a'), b: this.handle('b') };
  private readonly play: IconButton;
  private readonly times = memoizeLast(checkpointTimes);
  private dragged: Which | null = null;
  private playing: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly pair: CheckpointPair) {
    super('Time', pair.panel, { maxRows: 10, onSelect: path => this.choose(path) }, 'checkpoint-time');
    this.play = new IconButton('play', 'Play from A to B', () => this.togglePlay());
    this.tools.prepend(this.play.element);
    const stage = element('div', { class: 'time-stage' }, this.canvas.element, this.handles.a, this.handles.b);
    this.chart.append(stage);
    listen(stage, {
      pointerdown: event => this.onDown(event),
      pointermove: event => this.dragged && this.moveTo(this.dragged, this.place(event)),
      pointerup: () => (this.dragged = null),
      pointercancel: () => (this.dragged = null),
    });
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.pair.panel.store;
    const [a, b] = [this.pair.a(), this.pair.b()];
    const own = b?.key === data.key ? [data.run?.epochs, data.run?.status, data.run?.fits] : [];
    return [a?.record, a?.key, b?.record, b?.key, b && this.pair.recordsOf(b.key), selection.isTable, ...own];
  }

  draw(): void {
    const [a, b] = [this.pair.a(), this.pair.b()];
    const times = b && this.timesOf(b);
    setVisible(this.element, times !== null && times.marks.filter(m => m.isKept).length > 1);
    if (!times || !b || this.element.hidden) return;
    const dropped = times.marks.some(m => !m.isKept);
    const answer = [`Drag A and B${dropped ? '; filled marks are kept, hollow ones were dropped' : ''}.`];
    this.setAnswer(answer);
    const { isTable } = this;
    if (isTable) return this.showTable({ ...timeTable(times), selected: [b.record.path] }, answer);
    const placeOf = (c: RunCheckpoint | null): number | null =>
      c?.key === b.key ? (times.marks.find(m => m.record.path === c.record.path)?.at ?? null) : null;
    const places = { a: placeOf(a), b: placeOf(b) ?? 0 };
    const { g, width } = this.canvas.begin(checkpointTimeHeight);
    drawCheckpointTimes(g, width, times, places);
    const name = times.metric === 'val_loss' ? 'Validation loss' : 'Loss';
    this.canvas.label(`${name} at ${times.marks.length} checkpoints. T shows them as a table.`);
    this.drawHandle('a', a, places.a, width, times);
    this.drawHandle('b', b, places.b, width, times);
  }

  private timesOf(b: RunCheckpoint): CheckpointTimes {
    const { data } = this.pair.panel.store;
    return this.times(this.pair.recordsOf(b.key), b.key === data.key ? data.run : null);
  }

  private handle(which: Which): HTMLElement {
    const name = which.toUpperCase();
    return listen(
      element(
        'div',
        { class: `ab-handle ab ${which}`, role: 'slider', tabindex: 0, 'aria-label': `Checkpoint ${name}` },
        name,
      ),
      { keydown: event => this.onKey(which, event) },
    );
  }
  private drawHandle(
    which: Which,
    checkpoint: RunCheckpoint | null,
    at: number | null,
    width: number,
    times: CheckpointTimes,
  ): void {
    const handle = this.handles[which];
    setVisible(handle, at !== null);
    if (at === null || !checkpoint) return;
    handle.style.left = `${timeX(at, width)}px`;
    handle.style.top = `${trackY - 1}px`;
    const kept = times.marks.filter(m => m.isKept);
    const { record } = checkpoint;
    setAttribute(handle, 'aria-valuemin', 0);
    setAttribute(handle, 'aria-valuemax', kept.length - 1);
    setAttribute(
      handle,
      'aria-valuenow',
      kept.findIndex(m => m.record.path === record.path),
    );
    const text = markText(record, times.metric, lossText(record.metrics[times.metric] ?? null));
    setAttribute(handle, 'aria-valuetext', text);
    setAttribute(handle, 'title', text);
  }

  private onKey(which: Which, event: KeyboardEvent): void {
    const places = sliderPlaces(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (places !== undefined) this.pair.step(which, places);
    else if (event.key === ' ') this.togglePlay();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private place(event: PointerEvent): number {
    const { left, width } = this.canvas.element.getBoundingClientRect();
    return timeAt(event.clientX - left, width);
  }
  /** On a handle it is that one; beside both, the nearer. */
  private onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const middle = (which: Which) => {
      const rect = this.handles[which].getBoundingClientRect();
      return this.handles[which].hidden ? Infinity : Math.abs(rect.left + rect.width / 2 - event.clientX);
    };
    this.dragged =
      event.target === this.handles.a || (event.target !== this.handles.b && middle('a') < middle('b')) ? 'a' : 'b';
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.handles[this.dragged].focus({ preventScroll: true });
    event.preventDefault();
    if (!(event.target as HTMLElement).classList.contains('ab-handle')) this.moveTo(this.dragged, this.place(event));
  }
  private moveTo(which: Which, place: number): void {
    const b = this.pair.b();
    const mark = b && markAt(this.timesOf(b), place);
    const now = which === 'a' ? this.pair.a() : b;
    if (b && mark && (now?.key !== b.key || now.record.path !== mark.record.path))
      this.pair.set(which, { key: b.key, record: mark.record });
  }
  private choose(path: string): void {
    const b = this.pair.b();
    const record = b && this.pair.recordsOf(b.key).find(c => c.path === path);
    if (b && record && isKept(record)) this.pair.set('b', { key: b.key, record });
  }

  /** B from where A is to the newest in 4 s; without motion one checkpoint at a time. */
  private togglePlay(): void {
    if (this.playing !== null) return this.stopPlaying();
    const [a, b] = [this.pair.a(), this.pair.b()];
    if (!b) return;
    const kept = this.pair.recordsOf(b.key).filter(isKept);
    const isLast = () => this.pair.b()?.record.path === kept.at(-1)?.path;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.pair.step('b', 1);
    if (isLast()) {
      const from = kept.findIndex(c => a?.key === b.key && c.path === a.record.path);
      this.pair.set('b', { key: b.key, record: kept[Math.min(kept.length - 1, from + 1)]! });
    }
    const places = Math.max(1, Math.ceil((kept.length * leastFrameMs) / playMs));
    this.play.show('debug-pause', 'Stop playing');
    this.playing = setInterval(
      () => {
        if (isLast() || !this.element.isConnected || this.element.closest('[hidden]')) return this.stopPlaying();
        // Each picture is seen: the next step waits until the comparison is there.
        if (!this.pair.comparison()?.isLoading) this.pair.step('b', places);
      },
      Math.max(leastFrameMs, playMs / kept.length),
    );
  }
  private stopPlaying(): void {
    if (this.playing !== null) clearInterval(this.playing);
    this.playing = null;
    this.play.show('play', 'Play from A to B');
  }
}

function timeTable({ marks, metric }: CheckpointTimes): { columns: Column[]; rows: Row[] } {
  const columns: Column[] = [
    { key: 'step', head: 'step', isNumber: true },
    { key: 'epoch', head: 'epoch', isNumber: true },
    { key: 'loss', head: metric === 'val_loss' ? 'val loss' : 'loss', isNumber: true },
    { key: 'size', head: 'size', isNumber: true },
    { key: 'state', head: '' },
  ];
  const rows = marks.toReversed().map(({ record, isKept: isThere, label }): Row => ({
    key: record.path,
    isSelectable: isThere,
    isMuted: !isThere,
    cells: {
      step: formatCount(record.step),
      epoch: epochText(record.epoch),
      loss: lossText(record.metrics[metric] ?? null),
      size: isThere ? formatBytes(record.sizeBytes) : '',
      state: { small: isThere ? label : record.isTrashed ? 'deleted' : 'dropped' },
    },
  }));
  return { columns, rows };
}
