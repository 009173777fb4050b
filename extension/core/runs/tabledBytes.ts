// A JSON table followed by blocks of bytes of which it says where they are:
//
//   | u32 bytes of the table | u32 CRC-32C of the table | table, JSON | blocks |
//
// One block can be read without the others, and each part is checked by itself.
import * as v from 'valibot';
import type { LayerglassError } from '../../protocol/errors';
import { crc32c } from './crc32c';
import { joined } from './joined';

const headerBytes = 8;
/** Larger tables are not read: a hundred thousand tensors have less. */
const maxTableBytes = 64 * 2 ** 20;

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Where a block is, counted from the table's end. */
export const blockPlaceSchema = v.object({ at: size, bytes: size, crc: size });
export type BlockPlace = v.InferOutput<typeof blockPlaceSchema>;

/** Bytes at an offset of the record, exactly as many as asked for; throws where there are not so many. */
export type ReadBytes = (at: number, length: number) => Uint8Array;
/** Makes the error for what is wrong. */
export type Damaged = (what: string, cause?: unknown) => LayerglassError;

/** Collects blocks, and writes them behind a table. */
export class TabledBytes {
  private readonly blocks: Uint8Array[] = [];
  private at = 0;

  /** The bytes are used when `encode` is called, not copied before. */
  add(block: Uint8Array): BlockPlace {
    const place = { at: this.at, bytes: block.length, crc: crc32c(block) };
    this.blocks.push(block);
    this.at += block.length;
    return place;
  }
  encode(table: unknown): Uint8Array {
    const bytes = new TextEncoder().encode(JSON.stringify(table));
    const header = new Uint8Array(headerBytes);
    new DataView(header.buffer).setUint32(0, bytes.length, true);
    new DataView(header.buffer).setUint32(4, crc32c(bytes), true);
    return joined([header, bytes, ...this.blocks]);
  }
}

/** The table of a record, and where its blocks begin. Throws what `damaged` makes. */
export function readTabled<S extends v.GenericSchema>(
  schema: S,
  read: ReadBytes,
  damaged: Damaged,
): { table: v.InferOutput<S>; blocksAt: number } {
  const header = read(0, headerBytes);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const length = view.getUint32(0, true);
  if (length > maxTableBytes) throw damaged('its table is too large');
  const bytes = read(headerBytes, length);
  if (crc32c(bytes) !== view.getUint32(4, true)) throw damaged('its checksum does not match');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damaged('its table is no JSON', error);
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw damaged(parsed.issues[0].message);
  return { table: parsed.output, blocksAt: headerBytes + length };
}

/** A block's bytes, checked. Throws what `damaged` makes. */
export function readBlock({ at, bytes: length, crc }: BlockPlace, blocksAt: number, read: ReadBytes, damaged: Damaged) {
  const bytes = read(blocksAt + at, length);
  if (crc32c(bytes) !== crc) throw damaged('a checksum does not match');
  return bytes;
}
