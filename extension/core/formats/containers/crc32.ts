import * as zlib from 'node:zlib';

const table = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
/** CRC-32 as zip has it; exported to be tested beside Node's. */
export function crc32ByTable(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

/** The CRC-32 of bytes that come after those whose sum is `before`. Node before 20.15 has none of its own. */
export const crc32: (bytes: Uint8Array, before: number) => number =
  (zlib as { crc32?: (bytes: Uint8Array, before: number) => number }).crc32 ?? crc32ByTable;
