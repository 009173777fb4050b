import type { ByteSource } from './byteSource';

const maxPages = 64;

/** A source of which small parts are read here and there: those that were read last are kept. */
export class PagedSource implements ByteSource {
  readonly size: number;
  /** The one that was used last is the last. */
  private readonly pages = new Map<number, Uint8Array>();
  private lastIndex = -1;
  private last: Uint8Array = new Uint8Array();

  /** @param pageBytes what is read at once; as many or more are read as they are asked for, and not kept */
  constructor(
    private readonly source: ByteSource,
    private readonly pageBytes: number,
  ) {
    this.size = source.size;
  }

  read(into: Uint8Array, position: number): void {
    const { pageBytes } = this;
    if (into.length >= pageBytes || position + into.length > this.size) return this.source.read(into, position);
    for (let done = 0; done < into.length;) {
      const place = position + done;
      const page = this.page(Math.floor(place / pageBytes));
      const from = place % pageBytes;
      const length = Math.min(into.length - done, page.length - from);
      // A few bytes are copied sooner one by one than through a view.
      if (length <= maxByOne) for (let i = 0; i < length; i++) into[done + i] = page[from + i]!;
      else into.set(page.subarray(from, from + length), done);
      done += length;
    }
  }

  private page(index: number): Uint8Array {
    if (index === this.lastIndex) return this.last;
    const { pageBytes } = this;
    let page = this.pages.get(index);
    if (page) this.pages.delete(index);
    else {
      page = new Uint8Array(Math.min(pageBytes, this.size - index * pageBytes));
      this.source.read(page, index * pageBytes);
      if (this.pages.size === maxPages) this.pages.delete(this.pages.keys().next().value!);
    }
    this.pages.set(index, page);
    [this.lastIndex, this.last] = [index, page];
    return page;
  }
}

const maxByOne = 64;
