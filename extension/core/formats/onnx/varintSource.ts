import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';

const windowBytes = 2 ** 16;
/** So many values lie between two places that are remembered. */
const markValues = 2 ** 16;

/** Packed varints as the integers of a few bytes that they stand for, little-endian. They are found one after the other. */
export class VarintSource implements ByteSource {
  readonly size: number;
  /** Where values 0, `markValues`, … begin. */
  private readonly marks = [0];
  /** The value that is next, and where it begins. */
  private index = 0;
  private at = 0;
  private window = new Uint8Array();
  private start = 0;

  /**
   * @param packed the varints and nothing else
   * @param count values that are asked for at most
   */
  constructor(
    private readonly packed: ByteSource,
    private readonly valueBytes: 1 | 2 | 4 | 8,
    count: number,
  ) {
    this.size = count * valueBytes;
  }

  read(into: Uint8Array, position: number): void {
    const { valueBytes } = this;
    const value = new Uint8Array(8);
    for (let done = 0; done < into.length;) {
      const index = Math.floor((position + done) / valueBytes);
      this.goTo(index);
      const skipped = position + done - index * valueBytes;
      const length = Math.min(valueBytes - skipped, into.length - done);
      if (length === valueBytes) this.next(into, done);
      else {
        this.next(value, 0);
        into.set(value.subarray(skipped, skipped + length), done);
      }
      done += length;
    }
  }

  private goTo(index: number): void {
    if (index === this.index) return;
    const mark = Math.min(this.marks.length - 1, Math.floor(index / markValues));
    if (index < this.index || mark * markValues > this.index) {
      this.index = mark * markValues;
      this.at = this.marks[mark]!;
    }
    while (this.index < index) this.next(null, 0);
  }

  /** Passes over a value; puts its bytes into `into`. */
  private next(into: Uint8Array | null, place: number): void {
    let low = 0;
    let high = 0;
    for (let i = 0; ; i++) {
      const byte = this.byte();
      const bits = byte & 127;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 128) break;
      if (i === 9) throw new LayerglassError('bad-message', 'A number has more than 10 bytes');
    }
    if (into)
      for (let i = 0; i < this.valueBytes; i++) into[place + i] = i < 4 ? low >>> (8 * i) : high >>> (8 * i - 32);
    if (++this.index === this.marks.length * markValues) this.marks.push(this.at);
  }

  private byte(): number {
    const { packed, at } = this;
    if (at >= packed.size)
      throw new LayerglassError(
        'file-short',
        `It has ${this.index} values, where ${this.size / this.valueBytes} are needed`,
      );
    if (at < this.start || at >= this.start + this.window.length) {
      this.window = new Uint8Array(Math.min(windowBytes, packed.size - at));
      packed.read(this.window, at);
      this.start = at;
    }
    this.at++;
    return this.window[at - this.start]!;
  }
}
