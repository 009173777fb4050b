import type { ByteSource } from '../sources/byteSource';

/** Of values that are unpacked at a time. */
const maxBlockBytes = 2 ** 24;

interface Blocks {
  shape: readonly number[];
  /** What is unpacked as a whole. */
  chunk: readonly number[];
  itemBytes: number;
}

/** Reads a block of a data set: `into` has as many bytes as it, in row-major order. */
type ReadBlock = (offset: readonly number[], count: readonly number[], into: Uint8Array) => void;

/** A data set that is unpacked, in row-major order: whole rows of chunks at a time, as far as these are not too large. */
export class BlockSource implements ByteSource {
  readonly size: number;
  /** The axis along which a block is cut: all before it have one index, all behind it are whole. */
  private readonly axis: number;
  /** Indexes of it that a block has. */
  private readonly rows: number;
  private readonly rowBytes: number;
  private block: Uint8Array = new Uint8Array();
  private blockStart = 0;

  constructor(
    private readonly readBlocks: ReadBlock,
    private readonly blocks: Blocks,
  ) {
    const { shape, chunk, itemBytes } = blocks;
    this.size = bytesFrom(blocks, 0);
    let axis = 0;
    while (
      axis < shape.length - 1 &&
      Math.min(chunk[axis]!, shape[axis]!) * bytesFrom(blocks, axis + 1) > maxBlockBytes
    )
      axis++;
    this.axis = axis;
    this.rowBytes = shape.length ? bytesFrom(blocks, axis + 1) : itemBytes;
    const inChunk = shape.length ? Math.max(1, Math.min(chunk[axis]!, shape[axis]!)) : 1;
    const chunks = Math.floor(maxBlockBytes / (this.rowBytes * inChunk));
    this.rows = chunks >= 1 ? chunks * inChunk : Math.max(1, Math.floor(maxBlockBytes / this.rowBytes));
  }

  read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length;) {
      const at = position + done - this.blockStart;
      if (at < 0 || at >= this.block.length) {
        this.readBlock(position + done);
        continue;
      }
      const part = this.block.subarray(at, at + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  private readBlock(position: number): void {
    const { axis, rows, rowBytes, blocks } = this;
    const { shape } = blocks;
    if (!shape.length) return this.take([], [], 0, rowBytes);
    // Rows before that one, of all that the axes before have.
    const row = Math.floor(position / rowBytes);
    const first = (row % shape[axis]!) - ((row % shape[axis]!) % rows);
    const count = Math.min(rows, shape[axis]! - first);
    const offset = shape.map(() => 0);
    offset[axis] = first;
    let rest = Math.floor(row / shape[axis]!);
    const start = (rest * shape[axis]! + first) * rowBytes;
    for (let i = axis - 1; i >= 0; i--) {
      offset[i] = rest % shape[i]!;
      rest = Math.floor(rest / shape[i]!);
    }
    const counts = shape.map((size, i) => (i < axis ? 1 : i === axis ? count : size));
    this.take(offset, counts, start, count * rowBytes);
  }

  private take(offset: number[], count: number[], start: number, bytes: number): void {
    const block = new Uint8Array(bytes);
    this.block = new Uint8Array();
    this.readBlocks(offset, count, block);
    this.block = block;
    this.blockStart = start;
  }
}

const bytesFrom = ({ shape, itemBytes }: Blocks, axis: number): number =>
  shape.slice(axis).reduce((product, size) => product * size, itemBytes);
