import type { ModelInput } from './loadedModel';

/** How a model's input holds one image. */
export interface WantedImage {
  /** null: as high, or as wide, as the image is. */
  height: number | null;
  width: number | null;
  channels: 1 | 3 | 4;
  layout: 'channelsLast' | 'channelsFirst' | 'flat';
}

/** A side that the model leaves open is at most so long. */
export const maxOpenSide = 512;

const isChannels = (n: number | null | undefined): n is 1 | 3 | 4 => n === 1 || n === 3 || n === 4;

/** Null where an input takes no images: by its shape, with the batch first. */
export function wantedImage({
  shape,
  isChannelsFirst,
}: Pick<ModelInput, 'shape' | 'isChannelsFirst'>): WantedImage | null {
  const [, a, b, c] = shape;
  if (shape.length === 4) {
    const isFirst = isChannels(a) && (isChannelsFirst || !isChannels(c));
    if (isFirst) return { height: b!, width: c!, channels: a, layout: 'channelsFirst' };
    // open in all its axes: colour, as most are
    if (c === null) return { height: a!, width: b!, channels: 3, layout: 'channelsLast' };
    return isChannels(c) ? { height: a!, width: b!, channels: c, layout: 'channelsLast' } : null;
  }
  if (shape.length === 3 && typeof a === 'number' && typeof b === 'number' && Math.min(a, b) >= 4)
    return { height: a, width: b, channels: 1, layout: 'channelsLast' };
  if (shape.length === 2 && typeof a === 'number')
    for (const channels of [1, 3] as const) {
      const side = Math.sqrt(a / channels);
      if (Number.isInteger(side) && side >= 4) return { height: side, width: side, channels, layout: 'flat' };
    }
  return null;
}
