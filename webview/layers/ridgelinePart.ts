import { axisKey, type Axis } from '../../extension/core/stats/axis';
import { PlotCanvas } from '../charts/canvas';
import { CopiedPicture } from '../charts/copiedPicture';
import {
  drawRidgeline,
  drawRidgeMarks,
  ridgeAt,
  ridgelineHeight,
  ridgeY,
  type Ridge,
  type RidgelineFigure,
} from '../charts/ridgeline';
import { backgroundColor, roleColor } from '../dom/themeColors';
import { element, listen } from '../dom/element';
import { facetLabels } from '../models/tensors';
import type { LayersContext } from './layersContext';

export interface RidgeInTime extends Ridge {
  fit: number;
}

/** One distribution for each time, drawn once; over it the one under the pointer, and A and B, which are dragged. */
export class RidgelinePart {
  readonly element: HTMLElement;
  private readonly canvas = new PlotCanvas(true);
  private readonly picture = new CopiedPicture();
  private ridges: readonly RidgeInTime[] = [];
  private axis: Axis | null = null;
  private lifted: number | null = null;
  private dragged: 'a' | 'b' | null = null;

  constructor(private readonly layers: LayersContext) {
    this.element = element('div', {}, element('h4', {}, 'Over time, A to B'), this.canvas.element);
    listen(this.canvas.element, {
      keydown: event => this.onKey(event),
      pointermove: event => this.onMove(event),
      pointerdown: event => this.onDown(event),
      pointerup: () => (this.dragged = null),
      pointercancel: () => (this.dragged = null),
      pointerleave: () => this.lift(null),
    });
  }

  show(ridges: readonly RidgeInTime[], axis: Axis): void {
    this.ridges = ridges;
    this.axis = axis;
    this.draw();
  }

  private draw(): void {
    const { layers, ridges, axis, lifted } = this;
    if (ridges.length < 2 || !axis) return;
    const facet = layers.facet();
    const role = layers.kind();
    const heightOf = layers.selection.height;
    const isInSteps = layers.run?.log?.unit === 'step' || ridges.some(r => r.label.includes(','));
    const unit = isInSteps ? 'step' : 'epoch';
    const figure: RidgelineFigure = { ridges, axis, heightOf, role, unit };
    const { g, width } = this.canvas.begin(ridgelineHeight);
    const madeOf = [ridges, axisKey(axis), heightOf, roleColor(role), roleColor('muted'), backgroundColor()];
    this.picture.copyTo(g, width, ridgelineHeight, madeOf, into => drawRidgeline(into, width, figure));
    const marks = { a: this.indexOf('a'), b: this.indexOf('b'), lifted };
    drawRidgeMarks(g, width, figure, marks);
    this.canvas.label(
      `${layers.layer()}, ${facetLabels[facet]}: one distribution for each of ${ridges.length} times. ` +
        'Arrows move B, with Alt A.',
    );
  }

  /** The last ridge up to the time of A or B. */
  private indexOf(which: 'a' | 'b'): number {
    const step = (which === 'a' ? this.layers.refA() : this.layers.refB())?.step;
    return step === undefined ? -1 : this.ridges.findLastIndex(r => r.step <= step);
  }
  private lift(index: number | null): void {
    if (index === this.lifted) return;
    this.lifted = index;
    this.draw();
  }
  private onMove(event: PointerEvent): void {
    const at = ridgeAt(event.offsetY, this.ridges.length);
    if (this.dragged) this.moveTo(this.dragged, at);
    else this.lift(at);
  }
  private onDown(event: PointerEvent): void {
    const at = ridgeAt(event.offsetY, this.ridges.length);
    if (event.offsetX > 28) return this.moveTo('b', at);
    const distance = (which: 'a' | 'b') => Math.abs(ridgeY(this.indexOf(which), this.ridges.length) - event.offsetY);
    this.dragged = distance('a') < distance('b') ? 'a' : 'b';
    this.canvas.element.setPointerCapture(event.pointerId);
  }
  private moveTo(which: 'a' | 'b', index: number): void {
    const ridge = this.ridges[index];
    const ref = which === 'a' ? this.layers.refA() : this.layers.refB();
    if (ridge && ref?.step !== ridge.step) this.layers.setMoment(which, { fit: ridge.fit, step: ridge.step });
  }

  private onKey(event: KeyboardEvent): void {
    const places = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { layers } = this;
    const refs = layers.refs();
    const which = event.altKey ? 'a' : 'b';
    if (places !== undefined) layers.move(which, places);
    else if (event.key === 'Home' && refs[0]) layers.setMoment(which, refs[0]);
    else if (event.key === 'End' && refs.length) layers.setMoment(which, refs.at(-1)!);
    else if (event.key === 'Escape') layers.panel.store.choose({ shown: null, a: null });
    else if (event.key === 'Enter') layers.choose(layers.layer()!, null, true);
    else return;
    event.preventDefault();
  }
}
