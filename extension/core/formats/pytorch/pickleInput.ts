import { LayerglassError } from '../../../protocol/errors';
import { isAscii } from '../containers/isAscii';
import type { ByteSource } from '../sources/byteSource';

const pieceBytes = 2 ** 16;
/** A line of a text pickle: a number, a name, a string. */
const maxLineBytes = 2 ** 20;
/** Strings and bytes of one pickle, all together. */
const maxHeldBytes = 2 ** 28;

/** A pickle's bytes, from the first to the last. */
export class PickleInput {
  private piece: Buffer<ArrayBuffer> = Buffer.alloc(0);
  private pieceStart: number;
  private held = 0;
  private view = new DataView(this.piece.buffer);

  /**
   * @param at the next byte
   * @param name as errors call it
   */
  constructor(
    private readonly source: ByteSource,
    readonly name: string,
    public at = 0,
  ) {
    this.pieceStart = at;
  }

  byte(): number {
    const offset = this.offsetOf(1);
    return this.piece[offset]!;
  }

  uint16(): number {
    const offset = this.offsetOf(2);
    return this.view.getUint16(offset, true);
  }

  int32(): number {
    const offset = this.offsetOf(4);
    return this.view.getInt32(offset, true);
  }

  uint32(): number {
    const offset = this.offsetOf(4);
    return this.view.getUint32(offset, true);
  }

  /** A length, which is never more than there is. */
  uint64(): number {
    const offset = this.offsetOf(8);
    return Number(this.view.getBigUint64(offset, true));
  }

  /** Python writes them big-endian. */
  float64(): number {
    const offset = this.offsetOf(8);
    return this.view.getFloat64(offset, false);
  }

  /** A copy. Throws LayerglassError where there are not so many. */
  bytes(count: number): Uint8Array<ArrayBuffer> {
    if (!(this.at + count <= this.source.size)) throw this.bad('it ends too soon');
    this.hold(count);
    const bytes = new Uint8Array(count);
    if (count <= pieceBytes) {
      const offset = this.offsetOf(count);
      bytes.set(this.piece.subarray(offset, offset + count));
    } else {
      this.source.read(bytes, this.at);
      this.at += count;
    }
    return bytes;
  }

  utf8(count: number): string {
    if (count > pieceBytes) return decoder.decode(this.bytes(count));
    const offset = this.offsetOf(count);
    this.hold(count);
    const end = offset + count;
    // Names mostly: a view and a decoder cost more than all the rest.
    return isAscii(this.piece, offset, end)
      ? this.piece.toString('latin1', offset, end)
      : decoder.decode(this.piece.subarray(offset, end));
  }

  /** Up to the next line feed, which is passed over. */
  line(encoding: 'utf8' | 'latin1' = 'utf8'): string {
    const bytes: number[] = [];
    for (let byte = this.byte(); byte !== 0x0a; byte = this.byte()) {
      bytes.push(byte);
      if (bytes.length > maxLineBytes) throw this.bad(`a line of more than ${maxLineBytes} bytes`);
    }
    this.hold(bytes.length);
    return Buffer.from(bytes).toString(encoding);
  }

  bad(why: string, at = this.at): LayerglassError {
    return new LayerglassError('bad-pickle', `${this.name} is no pickle that can be read: ${why} at byte ${at}`, {
      where: this.name,
      remedy: 'It was not written to its end, or is not what its name says: copy it again.',
    });
  }

  /** Passes over so many bytes; where in the piece they begin. */
  private offsetOf(count: number): number {
    const { at } = this;
    if (at + count > this.pieceStart + this.piece.length) {
      if (!(at + count <= this.source.size)) throw this.bad('it ends too soon');
      const size = Math.min(pieceBytes, this.source.size - at);
      if (this.piece.length !== size) {
        this.piece = Buffer.alloc(size);
        this.view = new DataView(this.piece.buffer);
      }
      this.source.read(this.piece, at);
      this.pieceStart = at;
    }
    this.at += count;
    return at - this.pieceStart;
  }

  private hold(count: number): void {
    this.held += count;
    if (this.held > maxHeldBytes) throw this.bad(`more than ${maxHeldBytes} bytes of text`);
  }
}

/** As Python's `surrogatepass` would: what is no UTF-8 is shown as such. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
