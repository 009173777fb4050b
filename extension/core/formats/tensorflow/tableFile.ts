import { LayerglassError } from '../../../protocol/errors';
import { maskedCrc32c } from '../../runs/crc32c';
import type { ByteSource } from '../byteSource';

/** What a table ends with: https://github.com/google/leveldb/blob/main/doc/table_format.md. */
const magic = 0xdb4775248b80fb57n;
const footerBytes = 48;
/** Behind a block: how it is packed, and the checksum of both. */
const trailerBytes = 5;
const maxBlockBytes = 2 ** 26;
const maxTableBytes = 2 ** 29;
const maxEntries = 1_000_000;

export const isTable = (end: Uint8Array): boolean =>
  end.length >= 8 && new DataView(end.buffer, end.byteOffset).getBigUint64(end.length - 8, true) === magic;

/** Bytes of a key as a text of as many characters: keys may be any bytes. */
export const keyText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The entries of a table by their keys (`keyText`), in order; every checksum is compared. Throws LayerglassError. */
export function tableEntries(source: ByteSource, file: string): Map<string, Uint8Array> {
  const bad = (why: string): LayerglassError =>
    new LayerglassError('bad-index', `${file} is no index of a checkpoint: ${why}`, {
      where: file,
      remedy: 'It was not written to its end, or damaged: copy it again.',
    });
  if (source.size < footerBytes) throw bad(`it has ${source.size} bytes`);
  if (source.size > maxTableBytes) throw bad(`it has ${source.size} bytes, more than such a file has`);
  const footer = new Uint8Array(footerBytes);
  source.read(footer, source.size - footerBytes);
  if (!isTable(footer)) throw bad('it does not end as one');
  const reader = new Varints(footer);
  const handle = (from: Varints): { at: number; length: number } => ({ at: from.next(), length: from.next() });
  const metaindex = handle(reader);
  const entries = new Map<string, Uint8Array>();
  const block = ({ at, length }: { at: number; length: number }): Uint8Array => {
    if (!(length <= maxBlockBytes) || !(at + length + trailerBytes <= source.size)) throw bad('a block lies outside');
    const bytes = new Uint8Array(length + trailerBytes);
    source.read(bytes, at);
    const sum = new DataView(bytes.buffer).getUint32(length + 1, true);
    if (maskedCrc32c(bytes.subarray(0, length + 1)) !== sum)
      throw new LayerglassError('checksum-mismatch', `Bytes of ${file} have changed since it was written`, {
        where: file,
        remedy: 'Copy it again, or choose another checkpoint.',
      });
    if (bytes[length] !== 0) throw bad('its blocks are packed');
    return bytes.subarray(0, length);
  };
  // Nothing in it is needed, but it may have changed.
  block(metaindex);
  // Blocks that lie one over the other could be listed without end.
  let read = 0;
  for (const [, value] of blockEntries(block(handle(reader)), bad)) {
    const place = handle(new Varints(value));
    read += place.length;
    if (!(read <= source.size)) throw bad('its blocks lie one over the other');
    for (const [key, inner] of blockEntries(block(place), bad)) {
      if (entries.has(key)) throw bad('it has a key twice');
      if (entries.size >= maxEntries) throw bad(`it has more than ${maxEntries} entries`);
      entries.set(key, inner);
    }
  }
  return entries;
}

/** Keys are told by what differs from the one before. */
function* blockEntries(
  block: Uint8Array,
  bad: (why: string) => LayerglassError,
): Generator<[key: string, value: Uint8Array]> {
  if (block.length < 4) throw bad('a block is too short');
  const restarts = new DataView(block.buffer, block.byteOffset).getUint32(block.length - 4, true);
  const end = block.length - 4 - 4 * restarts;
  if (end < 0) throw bad('a block is too short');
  const reader = new Varints(block.subarray(0, end));
  let key = '';
  while (reader.at < end) {
    const [shared, own, length] = [reader.next(), reader.next(), reader.next()];
    if (!(shared <= key.length) || !(reader.at + own + length <= end)) throw bad('an entry lies outside its block');
    key = key.slice(0, shared) + keyText(block.subarray(reader.at, reader.at + own));
    reader.at += own + length;
    yield [key, block.subarray(reader.at - length, reader.at)];
  }
}

/** Numbers of 7 bits a byte, the lowest first. */
export class Varints {
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  /** NaN where there is none. */
  next(): number {
    let value = 0;
    for (let scale = 1; this.at < this.bytes.length && scale < 2 ** 64; scale *= 128) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return NaN;
  }
}
