import type { KernelPictures } from '../../extension/protocol/closeUp';
import { drawHandle } from './handle';
import { SignedColors } from './pixelColors';
import { pixelScale } from './tileGrid';
import { PictureStrip } from './tilePictures';

/** A filter is about so long, less where all then fit in one line; more channels than these would leave no room for filters. */
const wantedSide = 20;
const leastSide = 15;
const maxChannels = 3;
const tileGap = 2;
const labelWidth = 26;
const lineGap = 4;
const blockGap = 8;

interface PairGrid {
  filters: number;
  channels: number;
  columns: number;
  tileWidth: number;
  tileHeight: number;
  height: number;
}

/** Where the filters of A and B are drawn in a figure so many CSS pixels wide: a line of A over the same of B, block by block. */
export function pairGrid(a: KernelPictures, b: KernelPictures, width: number): PairGrid {
  const filters = Math.min(a.filters, b.filters);
  const channels = Math.min(maxChannels, a.channels, b.channels);
  const side = Math.max(a.height, a.width);
  const room = width - labelWidth + tileGap;
  const inOneLine = Math.floor((room / filters - tileGap) / (channels * a.width));
  const wanted = pixelScale(side, wantedSide);
  const scale = inOneLine * side >= leastSide ? Math.min(wanted, inOneLine) : wanted;
  const [tileWidth, tileHeight] = [channels * a.width * scale, a.height * scale];
  const most = Math.max(1, Math.min(filters, Math.floor(room / (tileWidth + tileGap))));
  const blocks = Math.ceil(filters / most);
  // Lines of one length.
  const columns = Math.ceil(filters / blocks);
  const height = blocks * (2 * (tileHeight + lineGap) + blockGap) - blockGap;
  return { filters, channels, columns, tileWidth, tileHeight, height };
}

/** The filters of a convolution in A and in B as pictures, all on one scale. */
export class KernelPairFigure {
  private readonly strips: { a: PictureStrip; b: PictureStrip };

  constructor(
    private readonly a: KernelPictures,
    private readonly b: KernelPictures,
  ) {
    const most = Math.max(...a.scales, ...b.scales);
    this.strips = { a: stripOf(a, most), b: stripOf(b, most) };
  }

  draw(g: CanvasRenderingContext2D, grid: PairGrid): void {
    const { filters, columns, tileWidth, tileHeight } = grid;
    for (let from = 0; from < filters; from += columns) {
      const top = (from / columns) * (2 * (tileHeight + lineGap) + blockGap);
      for (const which of ['a', 'b'] as const) {
        const y = top + (which === 'b' ? tileHeight + lineGap : 0);
        drawHandle(g, which === 'a' ? 'A' : 'B', 10, y + tileHeight / 2);
        for (let i = from; i < Math.min(filters, from + columns); i++)
          this.drawFilter(g, which, i, labelWidth + (i - from) * (tileWidth + tileGap), y, grid);
      }
    }
  }

  private drawFilter(
    g: CanvasRenderingContext2D,
    which: 'a' | 'b',
    filter: number,
    x: number,
    y: number,
    { channels, tileWidth, tileHeight }: PairGrid,
  ): void {
    const planes = this[which].channels;
    const width = tileWidth / channels;
    for (let channel = 0; channel < channels; channel++)
      this.strips[which].draw(g, filter * planes + channel, x + channel * width, y, width, tileHeight);
  }
}

function stripOf(kernels: KernelPictures, most: number): PictureStrip {
  const { filters, channels, height, width, pixels, scales } = kernels;
  const colors = new SignedColors();
  const size = height * width;
  return new PictureStrip(width, height, filters * channels, (picture, pixel, rgba, at) => {
    const share = most > 0 ? scales[Math.floor(picture / channels)]! / most : 0;
    colors.write(pixels[picture * size + pixel]!, share, rgba, at);
  });
}
