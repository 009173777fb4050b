// The layout of the MNIST files, http://yann.lecun.com/exdb/mnist: big-endian 32-bit integers, then one byte a value.
//
//   0  0  8  n | size of each of the n dimensions | values, the last dimension fastest
import * as fs from 'node:fs';
import { gunzipSync } from 'node:zlib';

const UNSIGNED_BYTE = 8;

/** Writes `values`, of the given shape. */
export function writeIdx(file: string, shape: number[], values: Uint8Array): void {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE((UNSIGNED_BYTE << 8) | shape.length);
  shape.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  fs.writeFileSync(file, Buffer.concat([header, values]));
}

/** Returns shape and values of a file, or of the same file with `.gz` at the end of its name. */
export function readIdx(file: string): { shape: number[]; values: Uint8Array } {
  const bytes = fs.existsSync(file) ? fs.readFileSync(file) : gunzipSync(fs.readFileSync(file + '.gz'));
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0 || bytes[2] !== UNSIGNED_BYTE)
    throw new Error(`${file} is not an IDX file of bytes`);
  const dimensions = bytes[3]!;
  const shape = Array.from({ length: dimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * dimensions);
  const expected = shape.reduce((a, b) => a * b, 1);
  if (values.length !== expected) throw new Error(`${file} has ${values.length} values, ${shape.join(' · ')} expected`);
  return { shape, values };
}
