import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';

const windowBytes = 2 ** 16;
const decoder = new TextDecoder();

/** Reads a header from its start on. Throws LayerglassError `bad-header` where the file has not what it declares. */
export class GgufInput {
  at = 0;
  /** Version 1 has lengths and counts of 4 bytes. */
  hasShortLengths = false;
  isBigEndian = false;
  private window = new Uint8Array();
  private view = new DataView(this.window.buffer);
  private start = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly name: string,
  ) {}

  uint8 = (): number => this.take(1, (view, at) => view.getUint8(at));
  int8 = (): number => this.take(1, (view, at) => view.getInt8(at));
  uint16 = (): number => this.take(2, (view, at, isLittle) => view.getUint16(at, isLittle));
  int16 = (): number => this.take(2, (view, at, isLittle) => view.getInt16(at, isLittle));
  uint32 = (): number => this.take(4, (view, at, isLittle) => view.getUint32(at, isLittle));
  int32 = (): number => this.take(4, (view, at, isLittle) => view.getInt32(at, isLittle));
  float32 = (): number => this.take(4, (view, at, isLittle) => view.getFloat32(at, isLittle));
  float64 = (): number => this.take(8, (view, at, isLittle) => view.getFloat64(at, isLittle));
  uint64 = (): bigint => this.take(8, (view, at, isLittle) => view.getBigUint64(at, isLittle));
  int64 = (): bigint => this.take(8, (view, at, isLittle) => view.getBigInt64(at, isLittle));

  /** How many of what follows there are: `unitBytes` of each at least are in the file. */
  count(what: string, unitBytes: number, most: number): number {
    const value = this.length();
    if (value > most || value * unitBytes > this.source.size - this.at)
      throw this.bad(`it would have ${value} ${what}, and ends after ${this.source.size} bytes`);
    return value;
  }

  /** A number of 8 bytes (of 4 in version 1), rounded beyond 2^53. */
  length = (): number => (this.hasShortLengths ? this.uint32() : Number(this.uint64()));

  /** Bytes of a length before them. */
  get lengthBytes(): number {
    return this.hasShortLengths ? 4 : 8;
  }

  /** A text, cut after `most` bytes. */
  text(most: number): string {
    const size = this.count('bytes of a text', 1, Infinity);
    const kept = Math.min(size, most);
    const place = this.next(kept);
    const text = decoder.decode(this.window.subarray(place, place + kept));
    this.skip(size - kept);
    return kept < size ? `${text}…` : text;
  }

  skip(bytes: number): void {
    if (bytes > this.source.size - this.at) throw this.bad(`it ends after ${this.source.size} bytes`);
    this.at += bytes;
  }

  bad(message: string): LayerglassError {
    return new LayerglassError('bad-header', `The header of ${this.name} is damaged: ${message}`, {
      where: this.name,
      remedy: 'It was changed, or not written to its end: copy it again.',
    });
  }

  private take<T>(bytes: number, read: (view: DataView, at: number, isLittle: boolean) => T): T {
    const place = this.next(bytes);
    return read(this.view, place, !this.isBigEndian);
  }

  /** Passes over bytes; returns where in the window they are. */
  private next(bytes: number): number {
    const { at, start } = this;
    this.skip(bytes);
    if (at < start || at + bytes > start + this.window.length) {
      this.window = new Uint8Array(Math.min(Math.max(bytes, windowBytes), this.source.size - at));
      this.source.read(this.window, at);
      this.view = new DataView(this.window.buffer);
      this.start = at;
    }
    return at - this.start;
  }
}
