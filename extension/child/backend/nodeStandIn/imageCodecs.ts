import * as jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { LayerglassError } from '../../../protocol/errors';
import { withChannels, type ImagePixels } from './imagePixels';

export type ImageKind = 'png' | 'jpeg' | 'gif' | 'bmp';
/** A picture of more is refused before anything is allocated for it. */
const maxPixels = 1 << 28;

/** By the first bytes; null for anything else. */
export function imageKind(bytes: Uint8Array): ImageKind | null {
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'png';
  if (starts(0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0x47, 0x49, 0x46, 0x38)) return 'gif';
  if (starts(0x42, 0x4d)) return 'bmp';
  return null;
}

/** Reads a PNG, JPEG or BMP of at most so many pixels. Throws LayerglassError `bad-image`. */
export function decodePixels(bytes: Uint8Array, kind: 'png' | 'jpeg' | 'bmp', most: number = maxPixels): ImagePixels {
  try {
    return { png: decodePng, jpeg: decodeJpeg, bmp: decodeBmp }[kind](
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      most,
    );
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    throw badImage(`The ${kind.toUpperCase()} image cannot be read: ${(error as Error).message}`, error);
  }
}

/** Writes 1 to 4 channels. */
export function encodePng({ width, height, channels, data }: ImagePixels, compression: number): Uint8Array {
  const colorType = ([0, 4, 2, 6] as const)[channels - 1];
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return PNG.sync.write(png, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: channels % 2 === 0,
    deflateLevel: compression < 0 ? undefined : compression,
  });
}

/** @param quality 0 to 100 */
export function encodeJpeg(image: ImagePixels, quality: number): Uint8Array {
  const { width, height, data } = withChannels(image, 4);
  return jpeg.encode({ width, height, data }, quality).data;
}

function decodePng(bytes: Buffer, most: number): ImagePixels {
  // Signature (8 bytes), then the header chunk: length, name, width, height, depth, colour type.
  checkSize(bytes.readUInt32BE(16), bytes.readUInt32BE(20), most);
  const colorType = bytes.readUInt8(25);
  const { width, height, data } = PNG.sync.read(bytes);
  const isPalette = colorType === 3;
  const hasAlpha = isPalette ? bytes.includes('tRNS') : (colorType & 4) !== 0;
  const channels = ((colorType & 2) !== 0 ? 3 : 1) + (hasAlpha ? 1 : 0);
  // The library gives RGBA whatever the file holds.
  const rgba = { width, height, channels: 4, data: new Uint8Array(data) };
  return channels < 3 ? firstOfColor(rgba, channels) : withChannels(rgba, channels);
}

/** Gray that was spread over red, green and blue: red is the gray. */
function firstOfColor({ width, height, data }: ImagePixels, channels: number): ImagePixels {
  const gray = new Uint8Array(width * height * channels);
  for (let p = 0; p < width * height; p++) {
    gray[p * channels] = data[p * 4] as number;
    if (channels === 2) gray[p * 2 + 1] = data[p * 4 + 3] as number;
  }
  return { width, height, channels, data: gray };
}

function decodeJpeg(bytes: Buffer, most: number): ImagePixels {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    maxResolutionInMP: most / 1e6,
    maxMemoryUsageInMB: 2048,
  });
  const rgba = { width, height, channels: 4, data };
  return jpegComponents(bytes) === 1 ? firstOfColor(rgba, 1) : withChannels(rgba, 3);
}

/** Components that the frame header names: marker FFC0 to FFCF but DHT, JPG and DAC; 3 where there is none. */
function jpegComponents(bytes: Buffer): number {
  let offset = 2;
  while (offset + 9 < bytes.length && bytes[offset] === 0xff) {
    const marker = bytes[offset + 1] as number;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return bytes[offset + 9] as number;
    offset += 2 + bytes.readUInt16BE(offset + 2);
  }
  return 3;
}

/** Uncompressed, of 8 (gray, as TensorFlow reads it), 24 or 32 bits; rows from the bottom where the height is positive. */
function decodeBmp(bytes: Buffer, most: number): ImagePixels {
  const dataOffset = bytes.readUInt32LE(10);
  const width = bytes.readInt32LE(18);
  const signedHeight = bytes.readInt32LE(22);
  const bits = bytes.readUInt16LE(28);
  const height = Math.abs(signedHeight);
  if (![8, 24, 32].includes(bits)) throw badImage(`A BMP image of ${bits} bits a pixel cannot be read.`);
  checkSize(width, height, most);
  const channels = bits / 8;
  const rowBytes = Math.ceil((width * channels) / 4) * 4;
  if (dataOffset + rowBytes * height > bytes.length) throw badImage('The BMP image is shorter than its header says.');
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = dataOffset + (signedHeight > 0 ? height - 1 - y : y) * rowBytes;
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        // stored blue, green, red, alpha
        data[(y * width + x) * channels + c] = bytes[
          row + x * channels + (c < 3 && channels > 1 ? 2 - c : c)
        ] as number;
  }
  return { width, height, channels, data };
}

function checkSize(width: number, height: number, most: number): void {
  if (!(width > 0 && height > 0 && width * height <= most))
    throw badImage(`An image of ${width} × ${height} pixels cannot be read.`);
}

const badImage = (message: string, cause?: unknown): LayerglassError =>
  new LayerglassError('bad-image', message, { cause });
