import { notFinitePixel } from '../../extension/protocol/closeUp';
import { resolveColor } from '../dom/themeColors';

export type Rgb = readonly [number, number, number];

/** The red, green and blue that an expression of CSS comes to in the current theme. */
export function rgbOf(expression: string): Rgb {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const g = canvas.getContext('2d')!;
  g.fillStyle = resolveColor(expression);
  g.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = g.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/**
 * The colours of pixels with a sign: yellow below zero, blue above, the background at zero, mixed by how far they are from
 * it; another colour for what is not finite.
 */
export class SignedColors {
  private readonly below = rgbOf('var(--vscode-charts-yellow)');
  private readonly above = rgbOf('var(--vscode-charts-blue)');
  private readonly zero = rgbOf('var(--vscode-editor-background)');
  private readonly bad = rgbOf('var(--vscode-problemsErrorIcon-foreground)');

  /** Writes a pixel of 8 bit into RGBA; `strength` 0 to 1 scales it: how its own scale is to the one drawn. */
  write(pixel: number, strength: number, rgba: Uint8ClampedArray, at: number): void {
    const { zero } = this;
    const full = pixel === notFinitePixel ? this.bad : pixel < 0 ? this.below : this.above;
    const share = pixel === notFinitePixel ? 1 : (Math.abs(pixel) / 127) * strength;
    for (let i = 0; i < 3; i++) rgba[at + i] = zero[i]! + (full[i]! - zero[i]!) * share;
    rgba[at + 3] = 255;
  }
}
