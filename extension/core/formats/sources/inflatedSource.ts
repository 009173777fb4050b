import { Inflate } from 'fflate';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from './byteSource';

/** What goes in at a time: at most 1032 times as much comes out. */
const pieceBytes = 2 ** 14;

/** Deflated bytes as they were before. To be read forwards: whoever goes back begins at the start again. */
export class InflatedSource implements ByteSource {
  private inflate = new Inflate();
  private taken = 0;
  /** What came out last, and where it begins. */
  private chunk = new Uint8Array();
  private chunkStart = 0;
  /** What is wrong with what comes next. */
  private failure: LayerglassError | null = null;

  /**
   * @param size bytes that are to come out; more is an error
   * @param name as errors call it
   */
  constructor(
    private readonly source: ByteSource,
    readonly size: number,
    private readonly name: string,
  ) {}

  read(into: Uint8Array, position: number): void {
    if (position < this.chunkStart) this.restart();
    for (let done = 0; done < into.length;) {
      const at = position + done - this.chunkStart;
      if (at >= this.chunk.length) {
        this.next();
        continue;
      }
      const part = this.chunk.subarray(at, at + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  private restart(): void {
    this.inflate = new Inflate();
    this.taken = 0;
    this.chunk = new Uint8Array();
    this.chunkStart = 0;
    this.failure = null;
  }

  private next(): void {
    if (this.failure) throw this.failure;
    const { source, taken } = this;
    const length = Math.min(pieceBytes, source.size - taken);
    if (length === 0) throw this.bad(`it ends after ${this.chunkStart + this.chunk.length} bytes of ${this.size}`);
    const piece = new Uint8Array(length);
    source.read(piece, taken);
    this.taken += length;
    this.chunkStart += this.chunk.length;
    this.chunk = new Uint8Array();
    const chunks: Uint8Array[] = [];
    this.inflate.ondata = chunk => chunks.push(chunk);
    try {
      this.inflate.push(piece, this.taken === source.size);
    } catch (error) {
      throw (this.failure = this.bad((error as Error).message));
    }
    const chunk = chunks.length === 1 ? (chunks[0]! as Uint8Array<ArrayBuffer>) : new Uint8Array(Buffer.concat(chunks));
    if (this.chunkStart + chunk.length > this.size)
      throw (this.failure = this.bad(`more than its ${this.size} bytes come out`));
    this.chunk = chunk;
  }

  private bad(why: string): LayerglassError {
    return new LayerglassError('bad-deflate', `${this.name} cannot be inflated: ${why}`, {
      where: this.name,
      remedy: 'It was damaged: copy the file again.',
    });
  }
}
