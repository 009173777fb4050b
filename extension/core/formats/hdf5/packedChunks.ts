import type { ByteSource } from '../sources/byteSource';
import { badHdf5 } from './byteCursor';
import { unfiltered, type Filter } from './chunkFilters';
import { chunkPlaces, type ChunkPlace } from './chunkPlaces';
import type { ChunkIndex } from './dataLayout';
import type { Superblock } from './superblock';

interface Packed {
  index: Exclude<ChunkIndex, { kind: 'newer' }>;
  shape: readonly number[];
  chunk: readonly number[];
  itemBytes: number;
  filters: readonly Filter[];
  /** What stands where nothing was written. */
  fill: Uint8Array;
}

/** Unpacked chunks that are kept: a block ends in the middle of those that the next one begins with. */
const maxKeptBytes = 2 ** 26;
const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** A data set whose chunks went through filters that the library does not have. Values are as the file has them. */
export class PackedChunks {
  private places: Map<number, ChunkPlace> | null = null;
  /** In two halves: when the newer one is full, the older one goes. */
  private kept = new Map<number, Uint8Array>();
  private keptBefore = new Map<number, Uint8Array>();
  private readonly chunkBytes: number;
  /** How many chunks each axis has. */
  private readonly counts: number[];

  constructor(
    private readonly source: ByteSource,
    private readonly superblock: Superblock,
    private readonly packed: Packed,
  ) {
    const { shape, chunk, itemBytes } = packed;
    this.chunkBytes = product(chunk) * itemBytes;
    this.counts = shape.map((size, i) => Math.ceil(size / chunk[i]!));
  }

  /** Reads a block: `into` has as many bytes as it, in row-major order. Throws LayerglassError `bad-hdf5`. */
  readonly readBlock = (offset: readonly number[], count: readonly number[], into: Uint8Array): void => {
    const { chunk, fill } = this.packed;
    const from = offset.map((start, i) => Math.floor(start / chunk[i]!));
    const to = offset.map((start, i) => Math.floor((start + count[i]! - 1) / chunk[i]!));
    repeat(fill, into);
    // Of a damaged file millions may be missing, of a few values each: those that are there are fewer.
    const places = this.chunkPlaces();
    if (product(to.map((last, i) => last - from[i]! + 1)) > places.size) {
      for (const [index, place] of places) {
        const at = place.first.map((start, i) => Math.floor(start / chunk[i]!));
        if (at.every((own, i) => own >= from[i]! && own <= to[i]!))
          this.copyChunk(this.unpacked(index, place), at, offset, count, into);
      }
      return;
    }
    const at = from.slice();
    for (;;) {
      const index = at.reduce((n, own, i) => n * this.counts[i]! + own, 0);
      const place = places.get(index);
      if (place) this.copyChunk(this.unpacked(index, place), at, offset, count, into);
      let axis = at.length - 1;
      while (axis >= 0 && at[axis] === to[axis]) at[axis] = from[axis--]!;
      if (axis < 0) return;
      at[axis]!++;
    }
  };

  /** What of a chunk is in the block, row by row. @param at which chunk on each axis */
  private copyChunk(
    bytes: Uint8Array,
    at: readonly number[],
    offset: readonly number[],
    count: readonly number[],
    into: Uint8Array,
  ): void {
    const { chunk, itemBytes } = this.packed;
    const start = at.map((own, i) => Math.max(offset[i]!, own * chunk[i]!));
    const end = at.map((own, i) => Math.min(offset[i]! + count[i]!, (own + 1) * chunk[i]!));
    const last = at.length - 1;
    const rowBytes = (end[last]! - start[last]!) * itemBytes;
    const place = start.slice();
    for (;;) {
      let inChunk = 0;
      let inBlock = 0;
      for (let i = 0; i <= last; i++) {
        inChunk = inChunk * chunk[i]! + (place[i]! - at[i]! * chunk[i]!);
        inBlock = inBlock * count[i]! + (place[i]! - offset[i]!);
      }
      into.set(bytes.subarray(inChunk * itemBytes, inChunk * itemBytes + rowBytes), inBlock * itemBytes);
      let axis = last - 1;
      while (axis >= 0 && place[axis]! + 1 === end[axis]) place[axis] = start[axis--]!;
      if (axis < 0) return;
      place[axis]!++;
    }
  }

  private unpacked(index: number, place: ChunkPlace): Uint8Array {
    const known = this.kept.get(index) ?? this.keptBefore.get(index);
    const bytes = known ?? this.readChunk(place);
    if (this.kept.has(index)) return bytes;
    if ((this.kept.size + 1) * this.chunkBytes > maxKeptBytes / 2) {
      this.keptBefore = this.kept;
      this.kept = new Map();
    }
    this.kept.set(index, bytes);
    return bytes;
  }

  private readChunk(place: ChunkPlace): Uint8Array {
    const { chunkBytes } = this;
    const { filters, itemBytes } = this.packed;
    if (place.place + place.bytes > this.source.size) throw badHdf5('a block would be where the file has ended');
    const stored = new Uint8Array(place.bytes);
    this.source.read(stored, place.place);
    return unfiltered(stored, filters, place.skipped, { chunkBytes, itemBytes });
  }

  /** By index in row-major order, those outside the data set left out. */
  private chunkPlaces(): ReadonlyMap<number, ChunkPlace> {
    const { shape, chunk, index: list } = this.packed;
    return (this.places ??= new Map(
      chunkPlaces(this.source, this.superblock, list, shape.length)
        .filter(({ first }) => first.every((start, i) => start < shape[i]!))
        .map(found => [
          found.first.reduce((n, start, i) => n * this.counts[i]! + Math.floor(start / chunk[i]!), 0),
          found,
        ]),
    ));
  }
}

/** Fills `into` with one value again and again. */
function repeat(value: Uint8Array, into: Uint8Array): void {
  if (value.every(byte => byte === 0)) return void into.fill(0);
  into.set(value.subarray(0, into.length));
  for (let done = value.length; done < into.length; done *= 2) into.copyWithin(done, 0, done);
}
