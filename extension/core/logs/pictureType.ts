export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** What bytes are by their first ones, and how large the picture is that a browser would make of them. */
export interface PictureFacts {
  type: PictureType;
  width: number;
  height: number;
}

/** Null for what is none of the four, or ends before it says its size. Nothing of it is decoded. */
export function pictureFacts(bytes: Uint8Array): PictureFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    ? sized('image/png', pngSize(bytes, view))
    : startsWith(bytes, 0, [0xff, 0xd8, 0xff])
      ? sized('image/jpeg', jpegSize(view))
      : text(bytes, 0, 'GIF87a') || text(bytes, 0, 'GIF89a')
        ? sized('image/gif', gifSize(view))
        : text(bytes, 0, 'RIFF') && text(bytes, 8, 'WEBP')
          ? sized('image/webp', webpSize(bytes, view))
          : null;
  return size && size.width > 0 && size.height > 0 ? size : null;
}

type Size = [width: number, height: number] | null;
const sized = (type: PictureType, size: Size): PictureFacts | null => size && { type, width: size[0], height: size[1] };
const startsWith = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, i) => bytes[at + i] === byte);
const text = (bytes: Uint8Array, at: number, wanted: string): boolean =>
  startsWith(
    bytes,
    at,
    [...wanted].map(c => c.charCodeAt(0)),
  );

/** https://www.w3.org/TR/png-3/#11IHDR: the first chunk. */
const pngSize = (bytes: Uint8Array, view: DataView): Size =>
  bytes.length >= 24 && text(bytes, 12, 'IHDR') ? [view.getUint32(16), view.getUint32(20)] : null;

/** https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1: segments up to the one that begins the frame. */
function jpegSize(view: DataView): Size {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    // SOF0 to SOF15; of the numbers between, DHT, JPG and DAC are none
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    // before the frame no scan and no end
    if (marker === 0xda || marker === 0xd9) return null;
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt: the screen, or its first frame where a browser makes room for a larger one. */
function gifSize(view: DataView): Size {
  if (view.byteLength < 13) return null;
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  const packed = view.getUint8(10);
  let at = 13 + (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  while (at + 10 <= view.byteLength) {
    const block = view.getUint8(at);
    if (block === 0x2c) {
      const end = (i: number): number => view.getUint16(at + i, true) + view.getUint16(at + i + 4, true);
      return [Math.max(width, end(1)), Math.max(height, end(3))];
    }
    if (block !== 0x21) return null;
    // an extension: a label, then pieces that begin with their length, up to an empty one
    at += 2;
    while (at < view.byteLength && view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    at++;
  }
  return null;
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 30) return null;
  if (text(bytes, 12, 'VP8X')) return [1 + uint24(view, 24), 1 + uint24(view, 27)];
  if (text(bytes, 12, 'VP8L') && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
  }
  if (text(bytes, 12, 'VP8 ') && startsWith(bytes, 23, [0x9d, 0x01, 0x2a]))
    return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  return null;
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 2 ** 16;
