import type { KernelPictures } from '../../extension/protocol/closeUp';
import { SignedColors } from './pixelColors';
import { pixelScale, tileGrid, tilePlace, type TileGrid } from './tileGrid';
import { drawChosen, drawEmpty, drawFrame, PictureStrip } from './tilePictures';

/** About so long is the longer side of a kernel. */
const wantedSide = 24;
/** Between the channels of a kernel that looks at colours. */
const channelGap = 1;

/**
 * Where the filters of a layer are drawn, in a figure so many CSS pixels wide; the channels of each side by side. `side`: about so
 * long is the longer one of each.
 */
export function kernelGrid(
  { filters, channels, height, width }: KernelPictures,
  figureWidth: number,
  side = wantedSide,
): TileGrid {
  const scale = pixelScale(Math.max(height, width), side);
  const tileWidth = channels * width * scale + (channels - 1) * channelGap;
  return tileGrid(filters, figureWidth, tileWidth, height * scale);
}

/** The kernels as pictures; `isCommon`: all on one scale, else each on its own. */
export class KernelFigure {
  private readonly strip: PictureStrip;

  constructor(
    private readonly kernels: KernelPictures,
    isCommon: boolean,
  ) {
    const { filters, channels, height, width, pixels, scales } = kernels;
    const colors = new SignedColors();
    const most = Math.max(...scales);
    const size = height * width;
    this.strip = new PictureStrip(width, height, filters * channels, (picture, pixel, rgba, at) => {
      const scale = scales[Math.floor(picture / channels)]!;
      colors.write(pixels[picture * size + pixel]!, isCommon && most > 0 ? scale / most : 1, rgba, at);
    });
  }

  draw(g: CanvasRenderingContext2D, grid: TileGrid, chosen: number | null): void {
    const { filters, channels, scales } = this.kernels;
    const planeWidth = (grid.tileWidth - (channels - 1) * channelGap) / channels;
    for (let filter = 0; filter < filters; filter++) {
      const { x, y } = tilePlace(grid, filter);
      if (scales[filter] === 0 && !this.hasBad(filter)) drawEmpty(g, grid, filter);
      else {
        for (let channel = 0; channel < channels; channel++)
          this.strip.draw(
            g,
            filter * channels + channel,
            x + channel * (planeWidth + channelGap),
            y,
            planeWidth,
            grid.tileHeight,
          );
        drawFrame(g, grid, filter);
      }
    }
    if (chosen !== null && chosen < filters) drawChosen(g, grid, chosen);
  }

  /** A filter whose finite weights are all zero, with others among them. */
  private hasBad(filter: number): boolean {
    const { channels, height, width, pixels } = this.kernels;
    const size = channels * height * width;
    return pixels.subarray(filter * size, (filter + 1) * size).some(pixel => pixel !== 0);
  }
}
