import type { LayerglassError } from '../../../protocol/errors';
import type { Extent } from '../../../protocol/reader';
import type { ByteSource } from './byteSource';

/** A part of a source, as a source of its own. */
export class SourcePart implements ByteSource {
  /** @param missing what is thrown where something behind its end is read */
  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    readonly size: number,
    private readonly missing: () => LayerglassError,
  ) {}

  read(into: Uint8Array, position: number): void {
    if (position + into.length > this.size) throw this.missing();
    this.source.read(into, this.start + position);
  }

  plain(position: number, length: number): Extent[] | null {
    const isInside = position + length <= this.size;
    return (isInside && this.source.plain?.(this.start + position, length)) || null;
  }
}

/** Big-endian values as little-endian ones. What is read begins and ends with a value. */
export class SwappedSource implements ByteSource {
  readonly size: number;

  /** @param start where the values begin, which is position 0 here */
  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    private readonly valueBytes: number,
  ) {
    this.size = source.size - start;
  }

  read(into: Uint8Array, position: number): void {
    this.source.read(into, this.start + position);
    const { valueBytes } = this;
    if (valueBytes === 2) for (let i = 0; i < into.length; i += 2) [into[i], into[i + 1]] = [into[i + 1]!, into[i]!];
    else for (let i = 0; i < into.length; i += valueBytes) into.subarray(i, i + valueBytes).reverse();
  }
}

/** Bytes that are in memory. */
export class MemorySource implements ByteSource {
  readonly size: number;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly missing: () => LayerglassError,
  ) {
    this.size = bytes.length;
  }

  read(into: Uint8Array, position: number): void {
    if (position + into.length > this.size) throw this.missing();
    into.set(this.bytes.subarray(position, position + into.length));
  }
}
