import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';

/** How far back a copy may reach: those that write it pack pieces of as many bytes by themselves. */
const historyBytes = 2 ** 16;
const inputBytes = 2 ** 16;
/** Room for what is unpacked; one element is 64 bytes at most, a literal is taken in pieces. */
const outputBytes = 2 ** 18;
/** Three bytes can stand for 64: more is none that was packed. */
const maxRatio = 24;

/**
 * Bytes that were packed by Snappy, unpacked as they are read; best read forwards, in any case in bounded memory.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export class SnappySource implements ByteSource {
  readonly size: number;
  private readonly input = new Uint8Array(inputBytes);
  private inputStart = 0;
  private inputLength = 0;
  private readonly begin: number;
  /** The next packed byte. */
  private at = 0;
  /** What was unpacked last: `[start, start + length)` of all. */
  private readonly output = new Uint8Array(historyBytes + outputBytes);
  private start = 0;
  private length = 0;
  /** Bytes of a literal that are still to be taken. */
  private literal = 0;

  /** Throws LayerglassError `bad-packed`. @param name as problems call it */
  constructor(
    private readonly packed: ByteSource,
    private readonly name: string,
  ) {
    let size = 0;
    let byte = 128;
    for (let scale = 1; byte >= 128; scale *= 128) {
      byte = scale < 2 ** 35 ? this.next() : 255;
      if (scale >= 2 ** 35) throw this.bad();
      size += (byte & 127) * scale;
    }
    if (size > packed.size * maxRatio) throw this.bad();
    this.size = size;
    this.begin = this.at;
  }

  read(into: Uint8Array, position: number): void {
    if (position + into.length > this.size) throw this.bad();
    if (position < this.start) {
      [this.at, this.start, this.length, this.literal] = [this.begin, 0, 0, 0];
    }
    for (let done = 0; done < into.length;) {
      const from = position + done - this.start;
      if (from >= this.length) this.unpack();
      else {
        const part = this.output.subarray(from, Math.min(this.length, from + into.length - done));
        into.set(part, done);
        done += part.length;
      }
    }
  }

  /** Unpacks the next element, or a piece of a literal. */
  private unpack(): void {
    if (this.length >= outputBytes) {
      const kept = this.length - historyBytes;
      this.output.copyWithin(0, kept, this.length);
      this.start += kept;
      this.length = historyBytes;
    }
    if (this.literal > 0) return this.takeLiteral();
    const tag = this.next();
    const kind = tag & 3;
    if (kind === 0) {
      const code = tag >> 2;
      this.literal = (code < 60 ? code : this.number(code - 59)) + 1;
      if (this.start + this.length + this.literal > this.size) throw this.bad();
      return;
    }
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = kind === 1 ? (tag >> 5) * 256 + this.next() : this.number(kind === 2 ? 2 : 4);
    if (offset === 0 || offset > this.length || this.start + this.length + length > this.size) throw this.bad();
    const { output } = this;
    // What is copied may be what this copy writes.
    for (let i = 0; i < length; i++, this.length++) output[this.length] = output[this.length - offset]!;
  }

  private takeLiteral(): void {
    if (this.at >= this.inputStart + this.inputLength) this.fill();
    const from = this.at - this.inputStart;
    const taken = Math.min(this.literal, this.inputLength - from, this.output.length - this.length);
    this.output.set(this.input.subarray(from, from + taken), this.length);
    this.at += taken;
    this.length += taken;
    this.literal -= taken;
  }

  private number(bytes: number): number {
    let value = 0;
    for (let i = 0, scale = 1; i < bytes; i++, scale *= 256) value += this.next() * scale;
    return value;
  }

  private next(): number {
    if (this.at < this.inputStart || this.at >= this.inputStart + this.inputLength) this.fill();
    return this.input[this.at++ - this.inputStart]!;
  }

  private fill(): void {
    const length = Math.min(inputBytes, this.packed.size - this.at);
    if (length <= 0) throw this.bad();
    this.packed.read(this.input.subarray(0, length), this.at);
    [this.inputStart, this.inputLength] = [this.at, length];
  }

  private bad(): LayerglassError {
    return new LayerglassError('bad-packed', `${this.name} is damaged: what is packed in it cannot be unpacked`, {
      where: this.name,
      remedy: 'Copy it again, or choose another checkpoint.',
    });
  }
}
