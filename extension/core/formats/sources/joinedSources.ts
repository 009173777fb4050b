import type { LayerglassError } from '../../../protocol/errors';
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
    if (position + into.length > this.size) throw this.missing();
    let start = 0;
    let done = 0;
    for (const source of this.sources) {
      const from = position + done - start;
      if (done < into.length && from < source.size) {
        const part = into.subarray(done, done + Math.min(into.length - done, source.size - from));
        source.read(part, from);
        done += part.length;
      }
      start += source.size;
    }
  }
}
