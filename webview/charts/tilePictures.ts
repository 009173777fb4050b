import { focusColor, roleColor } from '../dom/themeColors';
import { drawSegment } from './canvas';
import { tilePlace, type TileGrid } from './tileGrid';

/** Many small pictures of one size as one image, one above the other: drawn from there, magnified without smoothing. */
export class PictureStrip {
  private readonly canvas = document.createElement('canvas');
  private readonly image: ImageData;
  private readonly g: CanvasRenderingContext2D;

  /** @param write puts a pixel of a picture into RGBA at an offset */
  constructor(
    readonly width: number,
    readonly height: number,
    count: number,
    write: (picture: number, pixel: number, rgba: Uint8ClampedArray, at: number) => void,
  ) {
    this.canvas.width = width;
    this.canvas.height = height * count;
    this.g = this.canvas.getContext('2d')!;
    this.image = this.g.createImageData(width, height * count);
    const { data } = this.image;
    const size = width * height;
    for (let picture = 0; picture < count; picture++)
      for (let pixel = 0; pixel < size; pixel++) write(picture, pixel, data, (picture * size + pixel) * 4);
    this.g.putImageData(this.image, 0, 0);
  }

  draw(g: CanvasRenderingContext2D, picture: number, x: number, y: number, width: number, height: number): void {
    g.imageSmoothingEnabled = false;
    g.drawImage(this.canvas, 0, picture * this.height, this.width, this.height, x, y, width, height);
  }
}

/** A thin frame, so that a picture that is all zero has an edge. */
export function drawFrame(g: CanvasRenderingContext2D, grid: TileGrid, index: number): void {
  const { x, y } = tilePlace(grid, index);
  g.strokeStyle = roleColor('grid');
  g.lineWidth = 1;
  g.strokeRect(x - 0.5, y - 0.5, grid.tileWidth + 1, grid.tileHeight + 1);
}

/** A picture that has nothing in it: an empty box with a stroke through it. */
export function drawEmpty(g: CanvasRenderingContext2D, grid: TileGrid, index: number): void {
  const { x, y } = tilePlace(grid, index);
  g.strokeStyle = roleColor('faint');
  g.lineWidth = 1;
  g.strokeRect(x + 0.5, y + 0.5, grid.tileWidth - 1, grid.tileHeight - 1);
  drawSegment(g, [x + 1, y + grid.tileHeight - 1, x + grid.tileWidth - 1, y + 1], roleColor('faint'));
}

/** The chosen tile: two lines of the focus colour around it. */
export function drawChosen(g: CanvasRenderingContext2D, grid: TileGrid, index: number): void {
  const { x, y } = tilePlace(grid, index);
  g.strokeStyle = focusColor();
  g.lineWidth = 2;
  g.strokeRect(x - 1, y - 1, grid.tileWidth + 2, grid.tileHeight + 2);
}
