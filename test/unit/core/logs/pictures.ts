/** The beginning of a PNG of this size, and zeros to so many bytes: what a header says before anything is decoded. */
export function png(width: number, height: number, bytes = 33): Uint8Array {
  const made = new Uint8Array(bytes);
  made.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(made.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return made;
}

/** A GIF with a palette, an extension, and a first frame of its own size. */
export function gif(width: number, height: number, frame: [width: number, height: number]): Uint8Array {
  const u16 = (n: number): number[] => [n & 255, n >> 8];
  return Uint8Array.from([
    ...[...'GIF89a'].map(c => c.charCodeAt(0)),
    ...[...u16(width), ...u16(height), 0x80, 0, 0],
    ...[0, 0, 0, 255, 255, 255],
    ...[0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    ...[0x2c, 0, 0, 0, 0, ...u16(frame[0]), ...u16(frame[1]), 0],
  ]);
}
