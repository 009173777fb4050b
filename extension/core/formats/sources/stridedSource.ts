import { valueCount } from '../tensors/storedTensor';
import type { ByteSource } from './byteSource';

/** Neighbours in the file that lie closer than that are read at once, and so many bytes at most. */
const maxGapBytes = 4096;
const maxRunBytes = 2 ** 23;
/** Values that are looked for at a time: for a page few, for all of them many. */
const leastBand = 2 ** 12;
const largestBand = 2 ** 18;

/** Values that lie apart in another order: which, and where. */
export interface StridedView {
  /** Where in the source the first value begins, in bytes. */
  at: number;
  shape: readonly number[];
  /** How far apart in the source neighbours along each axis are, in values; not negative. */
  strides: readonly number[];
  valueBytes: number;
}

/** True where values lie close to each other, the last index changing fastest. */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis]!;
  }
  return true;
}

/** Strides of values that lie close to each other, the first index changing fastest: Fortran's order. */
export function fortranStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map(size => (stride *= size) / (size || 1));
}

/** Values of a view in row-major order. */
export class StridedSource implements ByteSource {
  readonly size: number;
  private band: Uint8Array = new Uint8Array();
  private bandStart = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly view: StridedView,
  ) {
    this.size = valueCount(view.shape) * view.valueBytes;
  }

  read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length;) {
      const at = position + done - this.bandStart;
      if (at < 0 || at >= this.band.length) {
        this.readBand(position + done, into.length - done);
        continue;
      }
      const part = this.band.subarray(at, at + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  /** Reads values from `position` on: in the file's order, a run of neighbours at a time. */
  private readBand(position: number, wantedBytes: number): void {
    const { source, view } = this;
    const { valueBytes } = view;
    const first = Math.floor(position / valueBytes);
    const wanted = Math.min(largestBand, Math.max(leastBand, 4 * Math.ceil(wantedBytes / valueBytes)));
    const count = Math.min(wanted, this.size / valueBytes - first);
    const places = placesOf(view, first, count);
    const order = orderOf(places);
    const placeAt = (i: number): number => places[order[i]!]!;
    const band = new Uint8Array(count * valueBytes);
    for (let from = 0; from < count;) {
      const start = placeAt(from);
      let to = from + 1;
      while (
        to < count &&
        (placeAt(to) - placeAt(to - 1) - 1) * valueBytes <= maxGapBytes &&
        (placeAt(to) - start + 1) * valueBytes <= maxRunBytes
      )
        to++;
      const run = new Uint8Array((placeAt(to - 1) - start + 1) * valueBytes);
      source.read(run, view.at + start * valueBytes);
      for (let i = from; i < to; i++) {
        const at = (placeAt(i) - start) * valueBytes;
        const target = order[i]! * valueBytes;
        for (let byte = 0; byte < valueBytes; byte++) band[target + byte] = run[at + byte]!;
      }
      from = to;
    }
    this.band = band;
    this.bandStart = first * valueBytes;
  }
}

/** Where in the source, counted in values, the values from a row-major index on are. */
function placesOf({ shape, strides }: StridedView, first: number, count: number): Float64Array {
  const index = shape.map(() => 0);
  let rest = first;
  let place = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
    place += index[axis]! * strides[axis]!;
  }
  const places = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    places[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return places;
}

/** Indices of the places, the least place first: sorted by one digit after the other, as far as they differ. */
function orderOf(places: Float64Array): Uint32Array {
  const count = places.length;
  let order = Uint32Array.from(places, (_, i) => i);
  let isSorted = true;
  let least = places[0] ?? 0;
  let most = least;
  for (let i = 1; i < count; i++) {
    if (places[i]! < places[i - 1]!) isSorted = false;
    if (places[i]! < least) least = places[i]!;
    else if (places[i]! > most) most = places[i]!;
  }
  if (isSorted) return order;
  let other = new Uint32Array(count);
  for (let unit = 1; unit <= most - least; unit *= digits) {
    const digitOf = (i: number): number => Math.floor((places[order[i]!]! - least) / unit) % digits;
    const starts = new Uint32Array(digits + 1);
    for (let i = 0; i < count; i++) starts[digitOf(i) + 1]!++;
    for (let digit = 1; digit <= digits; digit++) starts[digit]! += starts[digit - 1]!;
    for (let i = 0; i < count; i++) other[starts[digitOf(i)]!++] = order[i]!;
    [order, other] = [other, order];
  }
  return order;
}
const digits = 2 ** 11;
