import type { ByteSource } from './byteSource';

/** Of all pages, that is. */
const maxHeldBytes = 2 ** 19;

/** Bytes of a source that are in memory, until the next are asked for. */
export interface Page {
  /** Where they begin in the source. */
  start: number;
  bytes: Buffer<ArrayBuffer>;
  view: DataView;
}

/** A source of which small parts are read here and there: those that were read last are kept. */
export class PagedSource implements ByteSource {
  readonly size: number;
  /** The one that was used last is the last. */
  private readonly pages = new Map<number, Page>();
  private lastIndex = -1;
  private last = pageOf(-1, 0);
  /** What reaches from one page into the next. */
  private across = pageOf(-1, 0);

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
      const { start, bytes } = this.page(Math.floor(place / pageBytes));
      const from = place - start;
      const length = Math.min(into.length - done, bytes.length - from);
      // A few bytes are copied sooner one by one than through a view.
      if (length <= maxByOne) for (let i = 0; i < length; i++) into[done + i] = bytes[from + i]!;
      else into.set(bytes.subarray(from, from + length), done);
      done += length;
    }
  }

  /** A page with these bytes in it, which are no more than a page has, and are there: they are not copied. */
  pageWith(position: number, length: number): Page {
    const page = this.page(Math.floor(position / this.pageBytes));
    if (position + length <= page.start + page.bytes.length) return page;
    if (this.across.bytes.length < length) this.across = pageOf(-1, Math.max(length, minAcross));
    const { across } = this;
    across.start = position;
    this.read(length === across.bytes.length ? across.bytes : across.bytes.subarray(0, length), position);
    return across;
  }

  private page(index: number): Page {
    if (index === this.lastIndex) return this.last;
    const { pages } = this;
    let page = pages.get(index);
    if (page) pages.delete(index);
    else {
      page = this.emptyPage(index);
      this.source.read(page.bytes, page.start);
    }
    pages.set(index, page);
    [this.lastIndex, this.last] = [index, page];
    return page;
  }

  /** In the memory of the one that was not used for the longest, where there are enough. */
  private emptyPage(index: number): Page {
    const { pageBytes, pages } = this;
    const start = index * pageBytes;
    const length = Math.min(pageBytes, this.size - start);
    if (pages.size < maxHeldBytes / pageBytes) return pageOf(start, length);
    const [oldest, page] = pages.entries().next().value!;
    pages.delete(oldest);
    if (page.bytes.length !== length) return pageOf(start, length);
    page.start = start;
    return page;
  }
}

function pageOf(start: number, length: number): Page {
  const bytes = Buffer.from(new ArrayBuffer(length));
  return { start, bytes, view: new DataView(bytes.buffer) };
}

const maxByOne = 64;
const minAcross = 256;
