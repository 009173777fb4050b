import { element } from '../dom/element';
import { backgroundColor, canvasFont, roleColor } from '../dom/themeColors';

/** A canvas as wide as its parent and so many pixels high; to a screen reader a picture with the answer as its label. */
export class PlotCanvas {
  readonly element: HTMLCanvasElement;

  constructor(isFocusable = false) {
    this.element = element('canvas', { class: 'plot', role: 'img', ...(isFocusable && { tabindex: 0 }) });
  }

  get width(): number {
    return this.element.clientWidth;
  }
  label(text: string): void {
    if (this.element.getAttribute('aria-label') !== text) this.element.setAttribute('aria-label', text);
  }

  /** Empties the canvas at the device's resolution and gives its context, in CSS pixels. */
  begin(height: number): { g: CanvasRenderingContext2D; width: number; height: number } {
    if (this.element.style.height !== `${height}px`) this.element.style.height = `${height}px`;
    const width = this.element.clientWidth;
    return { g: beginCanvas(this.element, width, height), width, height };
  }
}

/** Sizes a canvas for the device's resolution, empties it, and scales its context to CSS pixels. */
export function beginCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio || 1;
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const g = canvas.getContext('2d')!;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  g.lineJoin = 'round';
  return g;
}

export interface TextStyle {
  color?: string;
  align?: CanvasTextAlign;
  sizePx?: number;
  weight?: number;
  /** Lines behind it stop at its edge. */
  hasHalo?: boolean;
}
/** One line of text, centred on `y`. */
export function drawText(g: CanvasRenderingContext2D, text: string, x: number, y: number, style: TextStyle = {}): void {
  g.font = canvasFont(style.sizePx, style.weight);
  g.textAlign = style.align ?? 'left';
  g.textBaseline = 'middle';
  if (style.hasHalo) {
    g.strokeStyle = backgroundColor();
    g.lineWidth = 4;
    g.strokeText(text, x, y);
  }
  g.fillStyle = style.color ?? roleColor('muted');
  g.fillText(text, x, y);
}

/** Text cut to a width, with an ellipsis. */
export function fitText(
  g: CanvasRenderingContext2D,
  text: string,
  maxWidth: number,
  sizePx = 12,
  weight = 400,
): string {
  g.font = canvasFont(sizePx, weight);
  return longestThatFits(g, text, maxWidth, 1, kept => `${text.slice(0, kept)}…`);
}

/** A name cut to a width in its middle: names that a framework gives differ at their end. */
export function fitName(
  g: CanvasRenderingContext2D,
  name: string,
  maxWidth: number,
  sizePx = 12,
  weight = 400,
): string {
  g.font = canvasFont(sizePx, weight);
  const cut = (kept: number): string => `${name.slice(0, kept >> 1)}…${name.slice(name.length - kept + (kept >> 1))}`;
  return longestThatFits(g, name, maxWidth, 2, cut);
}

/** The whole, or what `cut` leaves of as many characters as fit, at least `least`. */
function longestThatFits(
  g: CanvasRenderingContext2D,
  text: string,
  maxWidth: number,
  least: number,
  cut: (kept: number) => string,
): string {
  if (g.measureText(text).width <= maxWidth) return text;
  let [fits, tooLong] = [least, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (g.measureText(cut(middle)).width > maxWidth) tooLong = middle;
    else fits = middle;
  }
  return cut(fits);
}

/** A straight line. */
export function drawSegment(
  g: CanvasRenderingContext2D,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  color: string,
  width = 1,
  dash: number[] = [],
): void {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.setLineDash(dash);
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
  g.setLineDash([]);
}

/** The middle of a device pixel, so that a line of 1 px is one. */
export const crisp = (value: number): number => Math.round(value) + 0.5;

/** A dot: hollow where its fill is the background. */
export function drawDot(
  g: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  stroke: string,
  fill: string,
): void {
  g.beginPath();
  g.arc(x, y, radius, 0, 2 * Math.PI);
  g.fillStyle = fill;
  g.fill();
  g.strokeStyle = stroke;
  g.lineWidth = 1.5;
  g.stroke();
}
