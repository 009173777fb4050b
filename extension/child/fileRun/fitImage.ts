import { resizeImage } from '../../core/pictures/resizeImage';
import type { PixelScale } from '../../protocol/fileRun';
import type { ImagePixels } from '../backend/nodeStandIn/imagePixels';
import { maxOpenSide, type WantedImage } from './wantedImage';

export interface FittedImage {
  shape: number[];
  values: Float32Array;
  /** `64×64 RGB → grey, 28×28, ÷255`. */
  how: string;
}

/** Of ImageNet's pictures, red, green and blue. */
const imagenetMean = [0.485, 0.456, 0.406];
const imagenetStd = [0.229, 0.224, 0.225];
const scaleNames: Record<PixelScale, string> = {
  '0..255': 'as 0 to 255',
  '0..1': '÷255',
  '-1..1': '÷127.5 − 1',
  imagenet: 'by ImageNet’s mean and deviation',
};
const kinds: Record<number, string> = { 1: 'grey', 2: 'grey with transparency', 3: 'RGB', 4: 'RGBA' };

/** An image as a model wants it: its channels, its size, its scale, its order. */
export function fitImage(image: ImagePixels, wanted: WantedImage, scale: PixelScale): FittedImage {
  const size = sizeOf(image, wanted);
  const { channels } = wanted;
  const steps: string[] = [];
  if ((image.channels < 3 ? 1 : 3) !== Math.min(channels, 3) || channels === 4) steps.push(kinds[channels]!);
  if (size.height !== image.height || size.width !== image.width) steps.push(`${size.height}×${size.width}`);
  steps.push(scaleNames[scale]);
  const pixels = withFloatChannels(resizeImage(image, size), image.channels, channels);
  pixels.forEach((value, i) => (pixels[i] = scaled(value, i % channels, channels, scale)));
  const { layout } = wanted;
  const shape =
    layout === 'flat'
      ? [size.height * size.width * channels]
      : layout === 'channelsFirst'
        ? [channels, size.height, size.width]
        : [size.height, size.width, channels];
  return {
    shape,
    values: layout === 'channelsFirst' ? channelsFirst(pixels, channels) : pixels,
    how: `${image.height}×${image.width} ${kinds[image.channels] ?? ''} → ${steps.join(', ')}`,
  };
}

/** A side that is left open is as long as the image's, within bounds and in proportion. */
function sizeOf(image: ImagePixels, { height, width }: WantedImage): { height: number; width: number } {
  if (height !== null && width !== null) return { height, width };
  if (height !== null) return { height, width: bounded((image.width * height) / image.height) };
  if (width !== null) return { width, height: bounded((image.height * width) / image.width) };
  const by = Math.min(1, maxOpenSide / Math.max(image.height, image.width));
  return { height: bounded(image.height * by), width: bounded(image.width * by) };
}
const bounded = (side: number): number => Math.min(maxOpenSide, Math.max(1, Math.round(side)));

/** Grey by the weights of ITU-R BT.601, as the frameworks weigh it; transparency is left out, or none. */
function withFloatChannels(pixels: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return pixels;
  const count = pixels.length / from;
  const out = new Float32Array(count * to);
  for (let p = 0; p < count; p++) {
    const value = (c: number): number => pixels[p * from + (from < 3 ? 0 : c)]!;
    if (to === 1) out[p] = from < 3 ? value(0) : 0.299 * value(0) + 0.587 * value(1) + 0.114 * value(2);
    else for (let c = 0; c < 3; c++) out[p * to + c] = value(c);
    if (to === 4) out[p * to + 3] = from === 2 ? pixels[p * from + 1]! : 255;
  }
  return out;
}

function scaled(value: number, channel: number, channels: number, scale: PixelScale): number {
  if (scale === '0..255') return value;
  if (scale === '0..1') return value / 255;
  if (scale === '-1..1') return value / 127.5 - 1;
  const c = channels === 1 ? 1 : Math.min(channel, 2);
  return (value / 255 - imagenetMean[c]!) / imagenetStd[c]!;
}

function channelsFirst(pixels: Float32Array, channels: number): Float32Array {
  const count = pixels.length / channels;
  const out = new Float32Array(pixels.length);
  for (let p = 0; p < count; p++) for (let c = 0; c < channels; c++) out[c * count + p] = pixels[p * channels + c]!;
  return out;
}
