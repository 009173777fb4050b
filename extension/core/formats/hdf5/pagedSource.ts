import type { ByteSource } from '../sources/byteSource';

const pageBytes = 2 ** 15;
const maxPages = 64;

/** A source of which small parts are read here and there: those that were read last are kept. */
export class PagedSource implements ByteSource {
  readonly size: number;
  /** The one that was used last is the last. */
  private readonly pages = new Map<number, Uint8Array>();

  constructor(private readonly source: ByteSource) {
    this.size = source.size;
  }

  read(into: Uint8Array, position: number): void {
    if (into.length >= pageBytes || position + into.length > this.size) return this.source.read(into, position);
    for (let done = 0; done < into.length;) {
      const place = position + done;
      const page = this.page(Math.floor(place / pageBytes));
      const from = place % pageBytes;
      const part = page.subarray(from, from + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  private page(index: number): Uint8Array {
    let page = this.pages.get(index);
    if (page) this.pages.delete(index);
    else {
      page = new Uint8Array(Math.min(pageBytes, this.size - index * pageBytes));
      this.source.read(page, index * pageBytes);
      if (this.pages.size === maxPages) this.pages.delete(this.pages.keys().next().value!);
    }
    this.pages.set(index, page);
    return page;
  }
}
