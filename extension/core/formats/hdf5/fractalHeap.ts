import { badHdf5, ByteCursor } from './byteCursor';
import type { FilePages } from './filePages';
import { lookup3 } from './lookup3';
import type { Superblock } from './superblock';
import { bytesFor, summedCursor } from './treeRecords';

const maxBlockBytes = 2 ** 26;
const maxBlocks = 1_000_000;
const maxRows = 64;

/** A stretch of a heap's own addresses, and where in the file it is. */
interface Block {
  start: number;
  size: number;
  address: number;
}

/**
 * Small objects in blocks that double in size: III.G of
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html. Every checksum is compared. Methods throw
 * LayerglassError `bad-hdf5`.
 */
export class FractalHeap {
  /** False where its blocks are packed, which the library unpacks. */
  readonly isPlain: boolean;
  private readonly placeBytes: number;
  private readonly sizeBytes: number;
  private readonly width: number;
  private readonly startBytes: number;
  private readonly maxDirectBytes: number;
  private readonly hasSums: boolean;
  private readonly blocks: Block[] = [];
  private last: { block: Block; bytes: Uint8Array } | null = null;

  constructor(
    private readonly source: FilePages,
    private readonly superblock: Superblock,
    private readonly address: number,
  ) {
    const { base, offsetBytes, lengthBytes } = superblock;
    const filterBytes = source.cursor(base + address + 7, 2).u16();
    this.isPlain = filterBytes === 0;
    // Of packed ones the header goes on with how they are.
    const length = 26 + 12 * lengthBytes + 3 * offsetBytes + (this.isPlain ? 0 : lengthBytes + 4 + filterBytes);
    const header = summedCursor(source, base + address, length, 'FRHP');
    header.skip(1 + 2 + 2);
    this.hasSums = (header.u8() & 2) !== 0;
    const maxObjectBytes = header.u32();
    header.skip(lengthBytes + offsetBytes + lengthBytes + offsetBytes + 8 * lengthBytes);
    this.width = header.u16();
    this.startBytes = header.uint(lengthBytes);
    this.maxDirectBytes = header.uint(lengthBytes);
    const heapBits = header.u16();
    header.skip(2);
    const root = header.address(offsetBytes);
    const rows = header.u16();
    this.placeBytes = Math.ceil(heapBits / 8);
    this.sizeBytes = Math.min(Math.ceil(Math.log2(this.maxDirectBytes) / 8), bytesFor(maxObjectBytes));
    const isSize = (bytes: number): boolean => bytes > 0 && Number.isInteger(Math.log2(bytes));
    if (!isSize(this.startBytes) || !isSize(this.maxDirectBytes) || !isSize(this.width) || heapBits > 64)
      throw badHdf5('a heap of names is none');
    if (!this.isPlain || root === null) return;
    if (rows === 0) this.add({ start: 0, size: this.startBytes, address: root });
    else this.addIndirect(root, 0, rows, 0);
  }

  /**
   * An object by its number; null where it is one of those that are too large for the blocks, or so small that it has none.
   */
  object(id: ByteCursor): ByteCursor | null {
    if (id.u8() & 0xf0) return null;
    const place = id.uint(this.placeBytes);
    const size = id.uint(this.sizeBytes);
    const block = this.blockAt(place);
    if (!block || place + size > block.start + block.size) throw badHdf5('a name is not where it is said to be');
    const from = place - block.start;
    return new ByteCursor(this.bytesOf(block), from, from + size);
  }

  private blockAt(place: number): Block | null {
    const { last, blocks } = this;
    if (last && place >= last.block.start && place < last.block.start + last.block.size) return last.block;
    let [low, high] = [0, blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle]!.start <= place) low = middle + 1;
      else high = middle;
    }
    return blocks[low - 1] ?? null;
  }

  private bytesOf(block: Block): Uint8Array {
    if (this.last?.block === block) return this.last.bytes;
    const { base, offsetBytes } = this.superblock;
    // A copy: it is changed.
    const bytes = this.source
      .cursor(base + block.address, block.size)
      .slice(block.size)
      .slice();
    const head = new ByteCursor(bytes);
    if (!head.isSigned('FHDB')) throw badHdf5('a heap of names lacks a block');
    head.skip(1);
    if (head.uint(offsetBytes) !== this.address || head.uint(this.placeBytes) !== block.start)
      throw badHdf5('a heap of names has a block of another one');
    if (this.hasSums) {
      const { at } = head;
      const sum = head.u32();
      // It was summed before its sum was in it.
      bytes.fill(0, at, at + 4);
      if (lookup3(bytes) !== sum) throw badHdf5('names do not have the checksum that was stored with them');
    }
    this.last = { block, bytes };
    return bytes;
  }

  private add(block: Block): void {
    if (block.size > maxBlockBytes || this.blocks.length > maxBlocks) throw badHdf5('a heap of names is too large');
    this.blocks.push(block);
  }

  /** Blocks that hold objects, row by row, then those that lead to others. */
  private addIndirect(address: number, start: number, rows: number, depth: number): void {
    if (rows > maxRows || depth > maxRows) throw badHdf5('a heap of names leads in circles');
    const { base, offsetBytes } = this.superblock;
    const length = 5 + offsetBytes + this.placeBytes + rows * this.width * offsetBytes + 4;
    const cursor = summedCursor(this.source, base + address, length, 'FHIB');
    cursor.skip(1);
    if (cursor.uint(offsetBytes) !== this.address || cursor.uint(this.placeBytes) !== start)
      throw badHdf5('a heap of names has a block of another one');
    let at = start;
    for (let row = 0; row < rows; row++) {
      const size = this.startBytes * 2 ** Math.max(0, row - 1);
      for (let column = 0; column < this.width; column++, at += size) {
        const child = cursor.address(offsetBytes);
        if (child === null) continue;
        if (size <= this.maxDirectBytes) this.add({ start: at, size, address: child });
        else this.addIndirect(child, at, Math.log2(size) - Math.log2(this.startBytes * this.width) + 1, depth + 1);
      }
    }
  }
}
