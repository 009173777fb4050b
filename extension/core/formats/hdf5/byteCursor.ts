import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';

const textDecoder = new TextDecoder();

/** Little-endian values, one after another, of bytes that were read. Throws LayerglassError `bad-hdf5` behind their end. */
export class ByteCursor {
  // Without a view of it: there are many cursors, and few values are read by each.
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  u8(): number {
    return this.bytes[this.take(1)]!;
  }
  u16(): number {
    return this.uint(2);
  }
  u32(): number {
    return this.uint(4);
  }

  /** Of 1 to 8 bytes; beyond 2^53 it is rounded, and is no size or place of any file. */
  uint(length: number): number {
    const at = this.take(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + this.bytes[at + i]!;
    return value;
  }

  /** Null where all bits are set: there is none. */
  address(length: number): number | null {
    const at = this.at;
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

  /** Four letters, which say what begins here. */
  signature(): string {
    return String.fromCharCode(...this.slice(4));
  }

  /** Up to a zero, which is passed over. */
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw badHdf5('a name does not end');
    const text = textDecoder.decode(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  private take(length: number): number {
    const { at } = this;
    if (length < 0 || at + length > this.bytes.length) throw badHdf5('a part of it ends too early');
    this.at += length;
    return at;
  }
}

/** What is thrown where a file breaks the rules of https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html. */
export const badHdf5 = (what: string): LayerglassError =>
  new LayerglassError('bad-hdf5', `It is damaged: ${what}`, { remedy: 'Copy the file again, or choose another one.' });

/** A text that a zero ends before the bytes do. */
export const zeroEndedText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0.*$/s, '');

export function cursorAt(source: ByteSource, place: number, length: number): ByteCursor {
  if (!Number.isSafeInteger(place) || place < 0 || length < 0 || place + length > source.size)
    throw badHdf5('something would be where the file has ended');
  const bytes = new Uint8Array(length);
  source.read(bytes, place);
  return new ByteCursor(bytes);
}
