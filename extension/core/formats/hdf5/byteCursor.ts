import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';

const textDecoder = new TextDecoder();
/** Names that are shorter, and plain ASCII, are put together sooner than they are decoded. */
const maxByLetter = 16;

/**
 * Little-endian values, one after another, of a part of bytes that were read; places in it count from its start. Throws
 * LayerglassError `bad-hdf5` behind its end. The bytes may be what others read too: nobody writes into them.
 */
export class ByteCursor {
  private place: number;

  // Without a view or a copy of the part: there are many cursors, and few values are read by each.
  constructor(
    private readonly bytes: Uint8Array,
    private readonly from = 0,
    private readonly end = bytes.length,
  ) {
    this.place = from;
  }

  get at(): number {
    return this.place - this.from;
  }
  set at(at: number) {
    this.place = this.from + at;
  }
  get length(): number {
    return this.end - this.from;
  }

  u8(): number {
    return this.bytes[this.take(1)]!;
  }
  u16(): number {
    const at = this.take(2);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }
  u32(): number {
    return wordAt(this.bytes, this.take(4));
  }

  /** Of 1 to 8 bytes; beyond 2^53 it is rounded, and is no size or place of any file. */
  uint(length: number): number {
    if (length === 8) {
      const at = this.take(8);
      const high = wordAt(this.bytes, at + 4);
      const low = wordAt(this.bytes, at);
      // Most are small: as a whole number of 32 bits they take no memory of their own.
      return high === 0 ? low : high * 2 ** 32 + low;
    }
    const at = this.take(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + this.bytes[at + i]!;
    return value;
  }

  /** Null where all bits are set: there is none. */
  address(length: number): number | null {
    const at = this.place;
    const value = this.uint(length);
    for (let i = 0; i < length; i++) if (this.bytes[at + i] !== 255) return value;
    return null;
  }

  skip(length: number): void {
    this.take(length);
  }

  slice(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** The next bytes as a part of their own. */
  part(length: number): ByteCursor {
    const at = this.take(length);
    return new ByteCursor(this.bytes, at, at + length);
  }

  /** The same part from its start, whatever was read of it. */
  again(): ByteCursor {
    return new ByteCursor(this.bytes, this.from, this.end);
  }

  /** The same with bytes of its own, which keep nothing else in memory. */
  copy(): ByteCursor {
    return new ByteCursor(this.bytes.slice(this.from, this.end));
  }

  /** True where another part has the same bytes. */
  isAs({ bytes, from, length }: ByteCursor): boolean {
    if (length !== this.length) return false;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== this.bytes[this.from + i]) return false;
    return true;
  }

  /** What a function makes of the bytes from its start up to a place. */
  upTo<T>(end: number, use: (bytes: Uint8Array, from: number, to: number) => T): T {
    return use(this.bytes, this.from, this.from + end);
  }

  /** True where these four letters, which say what begins here, come next. */
  isSigned(letters: string): boolean {
    const at = this.take(4);
    for (let i = 0; i < 4; i++) if (this.bytes[at + i] !== letters.charCodeAt(i)) return false;
    return true;
  }

  /** Up to a zero, which is passed over. */
  text(): string {
    const end = this.bytes.indexOf(0, this.place);
    if (end < 0 || end >= this.end) throw badHdf5('a name does not end');
    const text = this.name(end - this.place);
    this.place++;
    return text;
  }

  /** Of so many bytes, zeros too. */
  name(length: number): string {
    const at = this.take(length);
    let text = '';
    if (length <= maxByLetter)
      for (let i = at; i < at + length; i++) {
        const letter = this.bytes[i]!;
        if (letter > 127) return textDecoder.decode(this.bytes.subarray(at, at + length));
        text += String.fromCharCode(letter);
      }
    else text = textDecoder.decode(this.bytes.subarray(at, at + length));
    return text;
  }

  private take(length: number): number {
    const at = this.place;
    if (length < 0 || at + length > this.end) throw badHdf5('a part of it ends too early');
    this.place = at + length;
    return at;
  }
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** What is thrown where a file breaks the rules of https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html. */
export const badHdf5 = (what: string): LayerglassError =>
  new LayerglassError('bad-hdf5', `It is damaged: ${what}`, { remedy: 'Copy the file again, or choose another one.' });

/** A text that a zero ends before the bytes do. */
export const zeroEndedText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0.*$/s, '');

export function cursorAt(source: ByteSource, place: number, length: number): ByteCursor {
  assertInside(source, place, length);
  const bytes = new Uint8Array(length);
  source.read(bytes, place);
  return new ByteCursor(bytes);
}

/** Throws LayerglassError `bad-hdf5` where a part does not lie in the file. */
export function assertInside({ size }: ByteSource, place: number, length: number): void {
  if (!Number.isSafeInteger(place) || place < 0 || length < 0 || place + length > size)
    throw badHdf5('something would be where the file has ended');
}
