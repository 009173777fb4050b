import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';

/** Bytes of a message that lies in a source: `[at, end)`. */
export interface ByteRange {
  at: number;
  end: number;
}

/** One field of a message. Those that are length-delimited are told by where they are, and not read. */
export type ScannedField =
  /** As a signed 64-bit integer, rounded beyond 2^53. */
  | { field: number; type: 'varint'; value: number }
  /** `bits`: little-endian, as they are stored. */
  | { field: number; type: 'double'; value: number }
  | { field: number; type: 'float'; value: number; bits: number }
  | { field: number; type: 'block'; at: number; end: number };

/** What is read at once after a jump, and the most after reading on: headers lie between blocks that are passed over. */
const firstWindowBytes = 2 ** 12;
const maxWindowBytes = 2 ** 18;

/** Messages of protocol buffers in a source that may be larger than memory: fields are found, and read when asked for. */
export class ProtobufScanner {
  private window = new Uint8Array();
  private view = new DataView(this.window.buffer);
  private start = 0;
  /** Halves of the last varint. */
  private low = 0;
  private high = 0;

  /** @param name what problems call the file */
  constructor(
    readonly source: ByteSource,
    private readonly name: string,
  ) {}

  get whole(): ByteRange {
    return { at: 0, end: this.source.size };
  }

  /** The fields of a message in their order. Throws LayerglassError `bad-message` at what is not one. */
  *fields(range: ByteRange): Generator<ScannedField, void, undefined> {
    const { end } = range;
    let { at } = range;
    if (end > this.source.size) throw this.bad(at);
    while (at < end) {
      const key = this.varint(at, end);
      const field = Math.floor(key.value / 8);
      const wire = key.value & 7;
      if (key.value > 0xffff_ffff || field < 1) throw this.bad(at);
      at = key.next;
      if (wire === 0) {
        const { value, next } = this.varint(at, end);
        yield { field, type: 'varint', value };
        at = next;
      } else if (wire === 1 && at + 8 <= end) {
        const place = this.have(at, 8);
        yield { field, type: 'double', value: this.view.getFloat64(place, true) };
        at += 8;
      } else if (wire === 5 && at + 4 <= end) {
        const place = this.have(at, 4);
        const bits = this.view.getUint32(place, true);
        yield { field, type: 'float', value: this.view.getFloat32(place, true), bits };
        at += 4;
      } else if (wire === 2) {
        const { value: size, next } = this.varint(at, end);
        if (size < 0) throw this.bad(at);
        // Of a file that ends too soon what is there is told before the error.
        const isCut = size > end - next;
        if (!isCut || end === this.source.size)
          yield { field, type: 'block', at: next, end: isCut ? end : next + size };
        if (isCut) throw this.bad(at);
        at = next + size;
      } else throw this.bad(at);
    }
  }

  /** The numbers of a packed field. Throws LayerglassError `bad-message`. */
  *varints({ at, end }: ByteRange): Generator<number, void, undefined> {
    for (let place = at; place < end;) {
      const { value, next } = this.varint(place, end);
      yield value;
      place = next;
    }
  }

  /** The numbers of a packed field with all of their 64 bits, unsigned. Throws LayerglassError `bad-message`. */
  *bigVarints({ at, end }: ByteRange): Generator<bigint, void, undefined> {
    for (let place = at; place < end;) {
      place = this.varint(place, end).next;
      yield (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
    }
  }

  /** A copy of the bytes: whoever asks bounds how many. */
  bytes({ at, end }: ByteRange): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(end - at);
    if (end - at <= firstWindowBytes) {
      const place = this.have(at, end - at);
      copy.set(this.window.subarray(place, place + copy.length));
    } else this.source.read(copy, at);
    return copy;
  }

  /** A string, cut after `most` bytes. */
  text({ at, end }: ByteRange, most: number = firstWindowBytes): string {
    const isCut = end - at > most;
    const text = decoder.decode(this.bytes({ at, end: isCut ? at + most : end }));
    return isCut ? `${text}…` : text;
  }

  private varint(at: number, end: number): { value: number; next: number } {
    const size = Math.min(10, end - at);
    const place = this.have(at, Math.max(0, size));
    let low = 0;
    let high = 0;
    for (let i = 0; i < size; i++) {
      const byte = this.window[place + i]!;
      const bits = byte & 127;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 128) {
        this.low = low;
        this.high = high;
        return { value: high * 2 ** 32 + (low >>> 0), next: at + i + 1 };
      }
    }
    throw this.bad(at);
  }

  /** Sees to it that the bytes are in the window; returns where in it they are. */
  private have(at: number, size: number): number {
    const { start, window } = this;
    if (at >= start && at + size <= start + window.length) return at - start;
    const readsOn = at >= start && at <= start + window.length && window.length > 0;
    const wanted = readsOn ? Math.min(maxWindowBytes, 2 * window.length) : firstWindowBytes;
    const next = new Uint8Array(Math.max(size, Math.min(wanted, this.source.size - at)));
    this.source.read(next, at);
    this.window = next;
    this.view = new DataView(next.buffer);
    this.start = at;
    return 0;
  }

  private bad(at: number): LayerglassError {
    return new LayerglassError('bad-message', `${this.name} is damaged at byte ${at}: no field of a message is there`, {
      where: this.name,
      remedy: 'It was changed, or not written to its end: copy it again.',
    });
  }
}

const decoder = new TextDecoder();
