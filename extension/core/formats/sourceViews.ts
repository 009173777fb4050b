import type { LayerglassError } from '../../protocol/errors';
import type { ByteSource } from './byteSource';

/** A part of a source, as a source of its own. */
export class SourcePart implements ByteSource {
  /** @param missing what is thrown where something behind its end is read */
  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    readonly size: number,
    private readonly missing: () => LayerglassError,
  ) {}

  read(into: Uint8Array, position: number): void {
    if (position + into.length > this.size) throw this.missing();
    this.source.read(into, this.start + position);
  }
}

/** Big-endian values as little-endian ones. What is read begins and ends with a value. */
export class SwappedSource implements ByteSource {
  readonly size: number;

  /** @param start where the values begin, which is position 0 here */
  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    private readonly valueBytes: number,
  ) {
    this.size = source.size - start;
  }

  read(into: Uint8Array, position: number): void {
    this.source.read(into, this.start + position);
    const { valueBytes } = this;
    if (valueBytes === 2) for (let i = 0; i < into.length; i += 2) [into[i], into[i + 1]] = [into[i + 1]!, into[i]!];
    else for (let i = 0; i < into.length; i += valueBytes) into.subarray(i, i + valueBytes).reverse();
  }
}

/** Neighbours in the file that lie closer than that are read at once. */
const maxGapBytes = 4096;
/** Values that are looked for at a time. */
const bandValues = 2 ** 18;

/** Values whose first index changes fastest (Fortran's order), in the order in which the last one does. */
export class FortranSource implements ByteSource {
  readonly size: number;
  /** How far apart in the file neighbours along each axis are, in values. */
  private readonly strides: number[] = [];
  private band: Uint8Array = new Uint8Array();
  private bandStart = 0;

  /** @param start where the values begin, which is position 0 here */
  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    private readonly shape: readonly number[],
    private readonly valueBytes: number,
  ) {
    let count = 1;
    for (const size of shape) {
      this.strides.push(count);
      count *= size;
    }
    this.size = count * valueBytes;
  }

  read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length;) {
      const at = position + done - this.bandStart;
      if (at < 0 || at >= this.band.length) {
        this.readBand(position + done);
        continue;
      }
      const part = this.band.subarray(at, at + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  /** Reads values from `position` on: in the file's order, a run of neighbours at a time. */
  private readBand(position: number): void {
    const { valueBytes } = this;
    const first = position / valueBytes;
    const count = Math.min(bandValues, this.size / valueBytes - first);
    const places = new Float64Array(count);
    for (let i = 0; i < count; i++) places[i] = this.placeOf(first + i);
    places.sort();
    const band = new Uint8Array(count * valueBytes);
    for (let from = 0; from < count;) {
      let to = from + 1;
      while (to < count && (places[to]! - places[to - 1]! - 1) * valueBytes <= maxGapBytes) to++;
      const run = new Uint8Array((places[to - 1]! - places[from]! + 1) * valueBytes);
      this.source.read(run, this.start + places[from]! * valueBytes);
      for (let i = from; i < to; i++) {
        const at = (places[i]! - places[from]!) * valueBytes;
        band.set(run.subarray(at, at + valueBytes), (this.indexOf(places[i]!) - first) * valueBytes);
      }
      from = to;
    }
    this.band = band;
    this.bandStart = position;
  }

  /** Where in the file the value of a row-major index is. */
  private placeOf(index: number): number {
    let rest = index;
    let place = 0;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      const size = this.shape[axis]!;
      place += (rest % size) * this.strides[axis]!;
      rest = Math.floor(rest / size);
    }
    return place;
  }

  /** The row-major index of what is there in the file. */
  private indexOf(place: number): number {
    let rest = place;
    let index = 0;
    for (const size of this.shape) {
      index = index * size + (rest % size);
      rest = Math.floor(rest / size);
    }
    return index;
  }
}
