import { LayerglassError } from '../../../protocol/errors';
import { maskedCrc32c } from '../../runs/crc32c';
import type { ByteSource } from '../sources/byteSource';
import { MemorySource, SourcePart } from '../sources/sourceViews';
import { isTable } from './isTable';
import { SnappySource } from './snappySource';

const footerBytes = 48;
/** Behind a block: how it is packed, and the checksum of both. */
const trailerBytes = 5;
const maxBlockBytes = 2 ** 26;
const maxTableBytes = 2 ** 29;
const maxEntries = 1_000_000;
/** Three numbers before an entry; a key. */
const maxHeadBytes = 30;
const maxKeyBytes = 2 ** 16;

/** Bytes of a key as a text of as many characters: keys may be any bytes. */
export const keyText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** What a key that is a name stands for. */
export const nameOfKey = (key: string): string =>
  /^[\0-\x7f]*$/.test(key) ? key : Buffer.from(key, 'latin1').toString();

/** Where a block lies, and no key of it is behind `last`. */
export interface TableBlock {
  at: number;
  length: number;
  last: string;
}

/** A table of LevelDB: keys in order, in blocks that may be packed. */
export class Table {
  /** In order; none lies over another. */
  readonly blocks: TableBlock[] = [];

  /** Throws LayerglassError. @param name as problems call it */
  constructor(
    readonly source: ByteSource,
    private readonly name: string,
  ) {
    if (source.size < footerBytes) throw this.bad(`it has ${source.size} bytes`);
    const footer = new Uint8Array(footerBytes);
    source.read(footer, source.size - footerBytes);
    if (!isTable(footer)) throw this.bad('it does not end as one');
    const reader = new Varints(footer);
    // Nothing in the first one is needed, but it may have changed.
    this.block(handle(reader));
    let read = 0;
    for (const { key, bytes, at, end } of this.entriesIn(this.block(handle(reader)))) {
      const place = handle(new Varints(bytes.subarray(at, end)));
      // Blocks that lie one over the other could be listed without end.
      read += place.length;
      if (!(read <= source.size)) throw this.bad('its blocks lie one over the other');
      this.blocks.push({ ...place, last: key });
    }
  }

  /** The entries of a block, whose checksum is compared. Throws LayerglassError. */
  entriesOf(block: TableBlock): Generator<TableEntry> {
    return this.entriesIn(this.block(block));
  }

  /** A block's bytes and how they are packed, as they are stored, with the checksum that they should have. */
  stored({ at, length }: Omit<TableBlock, 'last'>): { source: ByteSource; isPacked: boolean; checksum: number } {
    if (!(at + length + trailerBytes <= this.source.size)) throw this.bad('a block lies outside');
    const trailer = new Uint8Array(trailerBytes);
    this.source.read(trailer, at + length);
    if (trailer[0]! > 1) throw this.bad('its blocks are packed in a way that is not known');
    const missing = (): LayerglassError => this.bad('a block lies outside');
    const source = new SourcePart(this.source, at, length + 1, missing);
    return { source, isPacked: trailer[0] === 1, checksum: new DataView(trailer.buffer).getUint32(1, true) };
  }

  private block(place: Omit<TableBlock, 'last'>): Buffer {
    const { length } = place;
    if (!(length <= maxBlockBytes)) throw this.bad('a block is too large');
    const { source, isPacked, checksum } = this.stored(place);
    const bytes = Buffer.alloc(length + 1);
    source.read(bytes, 0);
    if (maskedCrc32c(bytes) !== checksum)
      throw new LayerglassError('checksum-mismatch', `Bytes of ${this.name} have changed since it was written`, {
        where: this.name,
        remedy: 'Copy it again, or choose another checkpoint.',
      });
    const stored = bytes.subarray(0, length);
    if (!isPacked) return stored;
    const packed = new SnappySource(new MemorySource(stored, () => this.bad('a block ends too soon')), this.name);
    if (packed.size > maxBlockBytes) throw this.bad('a block is too large');
    const unpacked = Buffer.alloc(packed.size);
    packed.read(unpacked, 0);
    return unpacked;
  }

  private *entriesIn(block: Buffer): Generator<TableEntry> {
    const end = this.endOf(new MemorySource(block, () => this.bad('an entry lies outside its block')));
    // As `places` has them, without a copy of each.
    const reader = new Varints(block.subarray(0, end));
    let key = '';
    while (reader.at < end) {
      const [shared, own, length] = [reader.next(), reader.next(), reader.next()];
      const { at } = reader;
      this.checkPlace({ shared, own, end: at + own + length }, key, end);
      key = key.slice(0, shared) + block.toString('latin1', at, at + own);
      reader.at = at + own + length;
      yield { key, bytes: block, at: at + own, end: reader.at };
    }
  }

  /**
   * Where the entries of an unpacked block are in it. Throws LayerglassError.
   * @param end where they end, so that the last bytes need not be read to know it
   */
  *places(block: ByteSource, end = this.endOf(block)): Generator<{ key: string; at: number; length: number }> {
    let key = '';
    for (let at = 0; at < end;) {
      const head = new Uint8Array(Math.min(maxHeadBytes, end - at));
      block.read(head, at);
      // Keys are told by what differs from the one before.
      const reader = new Varints(head);
      const [shared, own, length] = [reader.next(), reader.next(), reader.next()];
      at += reader.at;
      this.checkPlace({ shared, own, end: at + own + length }, key, end);
      const bytes = new Uint8Array(own);
      block.read(bytes, at);
      key = key.slice(0, shared) + keyText(bytes);
      at += own;
      yield { key, at, length };
      at += length;
    }
  }

  /** @param last the key before */
  private checkPlace(entry: { shared: number; own: number; end: number }, last: string, end: number): void {
    if (!(entry.shared <= last.length) || !(entry.end <= end) || entry.own > maxKeyBytes)
      throw this.bad('an entry lies outside its block');
  }

  private endOf(block: ByteSource): number {
    const tail = new Uint8Array(4);
    if (block.size < 4) throw this.bad('a block is too short');
    block.read(tail, block.size - 4);
    const end = block.size - 4 - 4 * new DataView(tail.buffer).getUint32(0, true);
    if (end < 0) throw this.bad('a block is too short');
    return end;
  }

  bad(why: string): LayerglassError {
    return new LayerglassError('bad-index', `${this.name} is no index of a checkpoint: ${why}`, {
      where: this.name,
      remedy: 'It was not written to its end, or damaged: copy it again.',
    });
  }
}

/** An entry, whose value lies in a block. */
export interface TableEntry {
  key: string;
  bytes: Uint8Array;
  at: number;
  end: number;
}

const handle = (from: Varints): { at: number; length: number } => ({ at: from.next(), length: from.next() });

/**
 * The entries of a table by their keys (`keyText`), in order; every checksum is compared. Throws LayerglassError.
 * @param decode makes one of what stands in a block from `at` to `end`
 */
export function tableEntries<T>(
  source: ByteSource,
  file: string,
  decode: (key: string, bytes: Uint8Array, at: number, end: number) => T,
): Map<string, T> {
  const table = new Table(source, file);
  if (source.size > maxTableBytes) throw table.bad(`it has ${source.size} bytes, more than such a file has`);
  const entries = new Map<string, T>();
  for (const block of table.blocks)
    for (const { key, bytes, at, end } of table.entriesOf(block)) {
      if (entries.has(key)) throw table.bad('it has a key twice');
      if (entries.size >= maxEntries) throw table.bad(`it has more than ${maxEntries} entries`);
      entries.set(key, decode(key, bytes, at, end));
    }
  return entries;
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
