import type { ByteSource } from '../sources/byteSource';
import type { GgufType } from './ggufTypes';
import type { BlockDecoder } from './blockDecoders';

/** Values that are taken back at a time. */
const chunkValues = 2 ** 15;

/** Values that lie in quantised blocks, as the float32 that they stand for. */
export class DequantizedSource implements ByteSource {
  readonly size: number;
  private readonly chunkBlocks: number;
  private raw = new Uint8Array();
  private values = new Float32Array();

  /** @param count values: whole blocks of them */
  constructor(
    private readonly source: ByteSource,
    private readonly at: number,
    private readonly type: GgufType & { decode: BlockDecoder },
    count: number,
    private readonly isBigEndian: boolean,
  ) {
    this.size = 4 * count;
    this.chunkBlocks = chunkValues / type.blockValues;
  }

  read(into: Uint8Array, position: number): void {
    const { blockValues, blockBytes, decode } = this.type;
    const size = 4 * blockValues;
    const blockCount = this.size / size;
    for (let done = 0; done < into.length;) {
      const first = Math.floor((position + done) / size);
      const last = Math.ceil((position + into.length) / size);
      const blocks = Math.min(this.chunkBlocks, last - first, Math.max(1, blockCount - first));
      this.hold(blocks);
      const raw = this.raw.subarray(0, blocks * blockBytes);
      this.source.read(raw, this.at + first * blockBytes);
      if (this.isBigEndian) this.turnRound(raw);
      decode(raw, blocks, this.values);
      const skipped = position + done - first * size;
      const bytes = new Uint8Array(this.values.buffer, skipped, Math.min(blocks * size - skipped, into.length - done));
      into.set(bytes, done);
      done += bytes.length;
    }
  }

  /** Room for so many blocks, kept for the next chunk. */
  private hold(blocks: number): void {
    const { blockValues, blockBytes } = this.type;
    if (this.raw.length >= blocks * blockBytes) return;
    this.raw = new Uint8Array(blocks * blockBytes);
    this.values = new Float32Array(blocks * blockValues);
  }

  private turnRound(raw: Uint8Array): void {
    const { blockBytes, numbers } = this.type;
    for (let block = 0; block < raw.length; block += blockBytes)
      for (const [at, bytes] of numbers ?? []) raw.subarray(block + at, block + at + bytes).reverse();
  }
}
