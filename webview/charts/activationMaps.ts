import type { ActivationMaps } from '../../extension/protocol/closeUp';
import { SignedColors } from './pixelColors';
import { pixelScale, tileGrid, tilePlace, type TileGrid } from './tileGrid';
import { drawChosen, drawEmpty, drawFrame, PictureStrip } from './tilePictures';

/** About so long is the longer side of a map. */
const wantedSide = 44;
/** A sequence is one row of pixels: so high is it drawn, and at most so wide. */
const stripHeight = 14;
const maxStripWidth = 256;

/** Where the channels of a layer are drawn, in a figure so many CSS pixels wide. */
export function mapsGrid({ channels, height, width }: ActivationMaps, figureWidth: number): TileGrid {
  if (height === 1) {
    const stripWidth = Math.min(figureWidth - 4, Math.max(width, Math.min(maxStripWidth, width * 4)));
    return tileGrid(channels, figureWidth, stripWidth, stripHeight);
  }
  const scale = pixelScale(Math.max(height, width), wantedSide);
  return tileGrid(channels, figureWidth, width * scale, height * scale);
}

/** What the channels of a layer return for one example; `isCommon`: all on one scale, else each on its own. */
export class MapsFigure {
  private readonly strip: PictureStrip;

  constructor(
    private readonly maps: ActivationMaps,
    example: number,
    isCommon: boolean,
  ) {
    const { channels, height, width, pixels, scales } = maps;
    const colors = new SignedColors();
    const most = Math.max(...scales);
    const size = height * width;
    const first = example * channels * size;
    this.strip = new PictureStrip(width, height, channels, (channel, pixel, rgba, at) => {
      const strength = isCommon && most > 0 ? scales[channel]! / most : 1;
      colors.write(pixels[first + channel * size + pixel]!, strength, rgba, at);
    });
  }

  /** @param isDead of a channel: it is zero for all examples that were looked at, not for this one alone */
  draw(g: CanvasRenderingContext2D, grid: TileGrid, chosen: number | null, isDead: (channel: number) => boolean): void {
    const { channels } = this.maps;
    for (let channel = 0; channel < channels; channel++) {
      const { x, y } = tilePlace(grid, channel);
      if (isDead(channel)) drawEmpty(g, grid, channel);
      else {
        this.strip.draw(g, channel, x, y, grid.tileWidth, grid.tileHeight);
        drawFrame(g, grid, channel);
      }
    }
    if (chosen !== null && chosen < channels) drawChosen(g, grid, chosen);
  }
}
