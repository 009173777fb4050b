import { beginCanvas } from './canvas';

/** A picture that is drawn once and copied as long as what it is made of stays the same. */
export class CopiedPicture {
  private readonly canvas = document.createElement('canvas');
  private madeOf: readonly unknown[] = [];

  /** Copies the picture into the context; `draw` makes it where one of `inputs`, the size or the resolution is another. */
  copyTo(
    g: CanvasRenderingContext2D,
    width: number,
    height: number,
    inputs: readonly unknown[],
    draw: (g: CanvasRenderingContext2D) => void,
  ): void {
    const madeOf = [width, height, devicePixelRatio, ...inputs];
    if (madeOf.length !== this.madeOf.length || madeOf.some((x, i) => !Object.is(x, this.madeOf[i]))) {
      this.madeOf = madeOf;
      draw(beginCanvas(this.canvas, width, height));
    }
    g.drawImage(this.canvas, 0, 0, width, height);
  }
}
