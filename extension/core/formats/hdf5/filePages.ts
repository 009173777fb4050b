import type { ByteSource } from '../sources/byteSource';
import { assertInside, ByteCursor } from './byteCursor';

const pageBytes = 2 ** 15;
const maxPages = 64;

/**
 * A file of which small parts are read here and there: the pages that were read last are kept, and most parts are looked at
 * where they lie in one, without a copy.
 */
export class FilePages implements ByteSource {
  readonly size: number;
  /** The one that was read first is the first, and goes first. */
  private readonly pages = new Map<number, Uint8Array>();
  private lastIndex = -1;
  private last: Uint8Array = new Uint8Array();

  constructor(private readonly source: ByteSource) {
    this.size = source.size;
  }

  /** A part of the file. Throws LayerglassError `bad-hdf5` where it does not lie in it. */
  cursor(place: number, length: number): ByteCursor {
    assertInside(this, place, length);
    const from = place % pageBytes;
    if (from + length <= pageBytes && length > 0)
      return new ByteCursor(this.page((place - from) / pageBytes), from, from + length);
    const bytes = new Uint8Array(length);
    this.read(bytes, place);
    return new ByteCursor(bytes);
  }

  /** As many bytes as a page has, or more, are read as they are asked for, and not kept. */
  read(into: Uint8Array, position: number): void {
    if (into.length >= pageBytes || position + into.length > this.size) return this.source.read(into, position);
    for (let done = 0; done < into.length;) {
      const from = (position + done) % pageBytes;
      const page = this.page((position + done - from) / pageBytes);
      const part = page.subarray(from, from + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  private page(index: number): Uint8Array {
    if (index === this.lastIndex) return this.last;
    const page = this.pages.get(index) ?? this.readPage(index);
    [this.lastIndex, this.last] = [index, page];
    return page;
  }

  private readPage(index: number): Uint8Array {
    const page = new Uint8Array(Math.min(pageBytes, this.size - index * pageBytes));
    this.source.read(page, index * pageBytes);
    if (this.pages.size === maxPages) this.pages.delete(this.pages.keys().next().value!);
    this.pages.set(index, page);
    return page;
  }
}
