import { backgroundColor, roleColor } from '../dom/themeColors';
import { drawText } from './canvas';

/** A mark for one of the two times that are compared: A hollow and earlier, B filled and later; where there is one time, it has no name. */
export function drawHandle(g: CanvasRenderingContext2D, name: 'A' | 'B' | '', x: number, y: number): void {
  const reference = roleColor('reference');
  const background = backgroundColor();
  g.beginPath();
  g.arc(x, y, 8, 0, 2 * Math.PI);
  g.fillStyle = name === 'A' ? background : reference;
  g.fill();
  g.strokeStyle = reference;
  g.lineWidth = 1.5;
  g.stroke();
  const color = name === 'A' ? reference : background;
  drawText(g, name, x, y + 0.5, { align: 'center', sizePx: 10, weight: 600, color });
}
