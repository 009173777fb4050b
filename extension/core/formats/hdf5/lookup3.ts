const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const wordAt = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

/** The last bytes, and zeros. */
const rest = new Uint8Array(12);

/** Bob Jenkins' hash, which HDF5 sums its headers by: https://burtleburtle.net/bob/c/lookup3.c, `hashlittle` from 0. */
export function lookup3(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let a = (0xdeadbeef + to - from) | 0;
  let b = a;
  let c = a;
  let at = from;
  for (; to - at > 12; at += 12) {
    a = (a + wordAt(bytes, at)) | 0;
    b = (b + wordAt(bytes, at + 4)) | 0;
    c = (c + wordAt(bytes, at + 8)) | 0;
    a = ((a - c) | 0) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotate(b, 4);
    b = (b + a) | 0;
  }
  if (at === to) return c >>> 0;
  // Not by reading behind the end: what gives no number there makes all of it slow.
  for (let i = 0; i < rest.length; i++) rest[i] = at + i < to ? bytes[at + i]! : 0;
  a = (a + wordAt(rest, 0)) | 0;
  b = (b + wordAt(rest, 4)) | 0;
  c = (c + wordAt(rest, 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}
