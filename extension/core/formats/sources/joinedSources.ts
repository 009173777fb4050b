import type { LayerglassError } from '../../../protocol/errors';
import type { Extent } from '../../../protocol/reader';
import type { ByteSource } from './byteSource';

/** Several sources one behind the other: the shards of a group of weights. */
export class JoinedSources implements ByteSource {
  readonly size: number;

  /** @param missing what is thrown where something behind the last source is read: why there is no more */
  constructor(
    private readonly sources: readonly ByteSource[],
    private readonly missing: () => LayerglassError,
  ) {
    this.size = sources.reduce((sum, source) => sum + source.size, 0);
  }

  /** True where this one is all there is. */
  isOnly(source: ByteSource): boolean {
    return this.sources.length === 1 && this.sources[0] === source;
  }

  read(into: Uint8Array, position: number): void {
    let done = 0;
    for (const { source, from, length } of this.parts(position, into.length)) {
      source.read(into.subarray(done, done + length), from);
      done += length;
    }
  }

  plain(position: number, length: number): Extent[] | null {
    if (position + length > this.size) return null;
    const extents: Extent[] = [];
    for (const part of this.parts(position, length)) {
      const own = part.source.plain?.(part.from, part.length);
      if (!own) return null;
      extents.push(...own);
    }
    return extents;
  }

  /** Throws what is missing. */
  private *parts(position: number, length: number): Generator<{ source: ByteSource; from: number; length: number }> {
    if (position + length > this.size) throw this.missing();
    let start = 0;
    let done = 0;
    for (const source of this.sources) {
      const from = position + done - start;
      if (done < length && from < source.size) {
        const part = Math.min(length - done, source.size - from);
        yield { source, from, length: part };
        done += part;
      }
      start += source.size;
    }
  }
}
