import type { InputPictures } from '../../extension/protocol/closeUp';
import { roleColor } from '../dom/themeColors';
import { drawText } from './canvas';
import { pixelScale, tileGrid, tilePlace, type TileGrid } from './tileGrid';
import { drawChosen, drawFrame, PictureStrip } from './tilePictures';

const wantedSide = 56;
/** An example without a picture is its number in a box. */
const numberSide = 28;

/** Where the examples are drawn, in a figure so many CSS pixels wide. */
export function inputGrid(inputs: InputPictures | null, examples: number, figureWidth: number): TileGrid {
  if (!inputs) return tileGrid(examples, figureWidth, numberSide, numberSide);
  const scale = pixelScale(Math.max(inputs.height, inputs.width), wantedSide);
  return tileGrid(examples, figureWidth, inputs.width * scale, inputs.height * scale);
}

/** The examples as the network sees them: grey or coloured, black the lowest value, white the highest. */
export class InputFigure {
  private readonly strip: PictureStrip | null;

  constructor(readonly inputs: InputPictures | null) {
    this.strip = inputs && stripOf(inputs);
  }

  /** @param numbers of the examples in their batch, from 0 */
  draw(g: CanvasRenderingContext2D, grid: TileGrid, numbers: readonly number[], chosen: number): void {
    numbers.slice(0, grid.count).forEach((number, i) => {
      const { x, y } = tilePlace(grid, i);
      if (this.strip) this.strip.draw(g, i, x, y, grid.tileWidth, grid.tileHeight);
      else
        drawText(g, String(number + 1), x + grid.tileWidth / 2, y + grid.tileHeight / 2, {
          align: 'center',
          color: roleColor(i === chosen ? 'reference' : 'muted'),
        });
      drawFrame(g, grid, i);
    });
    drawChosen(g, grid, chosen);
  }
}

function stripOf({ examples, channels, height, width, pixels }: InputPictures): PictureStrip {
  const size = height * width;
  return new PictureStrip(width, height, examples, (example, pixel, rgba, at) => {
    const from = (example * size + pixel) * channels;
    for (let i = 0; i < 3; i++) rgba[at + i] = pixels[from + (channels === 3 ? i : 0)]!;
    rgba[at + 3] = 255;
  });
}
