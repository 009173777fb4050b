/** A picture: rows from the top, 8 bits a value, `channels` values a pixel (gray, gray and alpha, RGB, RGBA). */
export interface ImagePixels {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

/** Weights of ITU-R BT.601, as TensorFlow's decoders turn colour into gray. */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * The same picture with another number of channels: gray is repeated or weighed from colour, alpha is dropped or opaque.
 * @param channels 0 leaves it as it is
 */
export function withChannels(image: ImagePixels, channels: number): ImagePixels {
  if (channels === 0 || channels === image.channels) return image;
  const pixels = image.width * image.height;
  const data = new Uint8Array(pixels * channels);
  const isGray = image.channels < 3;
  const hasAlpha = image.channels === 2 || image.channels === 4;
  for (let p = 0; p < pixels; p++) {
    const from = p * image.channels;
    const to = p * channels;
    const value = (c: number): number => image.data[from + (isGray ? 0 : c)] as number;
    if (channels < 3)
      data[to] = isGray ? value(0) : Math.round(luma[0] * value(0) + luma[1] * value(1) + luma[2] * value(2));
    else for (let c = 0; c < 3; c++) data[to + c] = value(c);
    if (channels === 2 || channels === 4)
      data[to + channels - 1] = hasAlpha ? (image.data[from + image.channels - 1] as number) : 255;
  }
  return { ...image, channels, data };
}
