import type { ByteSource } from '../sources/byteSource';
import { valueCount } from '../tensors/storedTensor';
import type { Extent } from './bundleEntry';

export interface Slice {
  extents: { start: number; length: number }[];
  source: ByteSource;
}

/** Slices of one tensor, and of all tensors of a checkpoint that have several: each is compared with the others of its tensor. */
const maxSlices = 4096;
const maxAllSlices = 65_536;

/** Counts the slices of a checkpoint. */
export class SliceCount {
  private all = 0;

  /** Why so many more slices of a tensor are not put together; null where they are. */
  tooMany(count: number): string | null {
    if (count > 1) this.all += count;
    if (count > maxSlices) return `It has ${count} slices, more than can be put together`;
    return this.all > maxAllSlices ? 'The checkpoint has more slices than can be put together' : null;
  }
}

/** The extents with those of whole axes filled in; null where they do not lie in the shape. */
export function extentsIn(shape: readonly number[], extents: readonly Extent[]): Slice['extents'] | null {
  if (extents.length !== shape.length) return null;
  const filled = extents.map((extent, axis) => extent ?? { start: 0, length: shape[axis]! });
  return filled.every(({ start, length }, axis) => length > 0 && start + length <= shape[axis]!) ? filled : null;
}

/** True where every value lies in just one of the slices, all of which lie in the shape. */
export function coversOnce(shape: readonly number[], slices: readonly Slice['extents'][]): boolean {
  const sizes = slices.map(extents => valueCount(extents.map(extent => extent.length)));
  if (sizes.reduce((sum, size) => sum + size, 0) !== valueCount(shape)) return false;
  return slices.every((a, i) =>
    slices
      .slice(i + 1)
      .every(b =>
        a.some(
          (one, axis) => one.start + one.length <= b[axis]!.start || b[axis]!.start + b[axis]!.length <= one.start,
        ),
      ),
  );
}

/** A tensor of rectangles, each stored row by row, as one that is stored row by row. */
export class SlicedSource implements ByteSource {
  readonly size: number;
  /** Axes behind this one are whole in every slice: a row goes along it. */
  private readonly rowAxis: number;
  /** Bytes of a step along the rows. */
  private readonly stepBytes: number;

  /** @param slices that cover each value once */
  constructor(
    private readonly shape: readonly number[],
    private readonly slices: readonly Slice[],
    valueBytes: number,
  ) {
    const isWhole = (axis: number): boolean => slices.every(({ extents }) => extents[axis]!.length === shape[axis]);
    this.rowAxis = shape.length - 1;
    while (this.rowAxis > 0 && isWhole(this.rowAxis)) this.rowAxis--;
    this.stepBytes = valueCount(shape.slice(this.rowAxis + 1)) * valueBytes;
    this.size = valueCount(shape) * valueBytes;
  }

  read(into: Uint8Array, position: number): void {
    const rowBytes = this.shape[this.rowAxis]! * this.stepBytes;
    const near = this.slicesBetween(position, position + into.length);
    for (let done = 0; done < into.length;) {
      const at = position + done;
      const row = Math.floor(at / rowBytes);
      const from = at - row * rowBytes;
      const length = Math.min(rowBytes - from, into.length - done);
      this.readRow(near, this.indicesOf(row), from, into.subarray(done, done + length));
      done += length;
    }
  }

  /** Those that have any of the first axis that lies there. */
  private slicesBetween(position: number, end: number): Slice[] {
    const bytes = this.size / this.shape[0]!;
    const [first, last] = [Math.floor(position / bytes), Math.floor((end - 1) / bytes)];
    return this.slices.filter(
      ({ extents: [extent] }) => extent!.start <= last && extent!.start + extent!.length > first,
    );
  }

  private indicesOf(row: number): number[] {
    const indices: number[] = [];
    let rest = row;
    for (let axis = this.rowAxis - 1; axis >= 0; axis--) {
      indices.unshift(rest % this.shape[axis]!);
      rest = Math.floor(rest / this.shape[axis]!);
    }
    return indices;
  }

  /** Bytes of one row from `from` on: what each slice has of them. */
  private readRow(slices: readonly Slice[], indices: readonly number[], from: number, into: Uint8Array): void {
    const { rowAxis, stepBytes } = this;
    for (const { extents, source } of slices) {
      let row = 0;
      const isIn = indices.every((index, axis) => {
        const { start, length } = extents[axis]!;
        row = row * length + index - start;
        return index >= start && index < start + length;
      });
      const { start, length } = extents[rowAxis]!;
      const begin = Math.max(from, start * stepBytes);
      const end = Math.min(from + into.length, (start + length) * stepBytes);
      if (isIn && begin < end)
        source.read(into.subarray(begin - from, end - from), (row * length - start) * stepBytes + begin);
    }
  }
}
