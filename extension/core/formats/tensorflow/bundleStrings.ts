import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { crc32c, maskedCrc32c } from '../../runs/crc32c';
import type { ByteSource } from '../sources/byteSource';
import type { Summed } from '../openedFile';
import { Varints } from './tableFile';

const pieceBytes = 2 ** 18;
/** Strings of a tensor whose places are kept: 80 MB. */
const maxStrings = 10_000_000;

/**
 * A tensor of strings in a checkpoint: their lengths as varints, the checksum of these, then the bytes. The checksum of all is
 * that of the lengths as 32 bits each, of their checksum, and of the bytes.
 */
export class BundleStrings implements Summed {
  readonly size: number;
  /** Where each string begins, and the last one ends; null before they were looked for. */
  private starts: Float64Array | null = null;
  private sum = 0;

  /** @param expected the checksum, not masked */
  constructor(
    private readonly source: ByteSource,
    private readonly name: string,
    private readonly count: number,
    private readonly expected: number,
  ) {
    this.size = source.size;
  }

  /** Bytes of one string, at most so many. */
  bytes(index: number, most: number): Uint8Array {
    const starts = this.places();
    const bytes = new Uint8Array(Math.min(most, starts[index + 1]! - starts[index]!));
    this.source.read(bytes, starts[index]!);
    return bytes;
  }

  private places(): Float64Array {
    if (this.starts) return this.starts;
    const { count, source } = this;
    if (count > maxStrings) throw this.bad(`it has ${count} strings, more than can be shown`, 'too-many-strings');
    if (count > source.size) throw this.bad(`it has ${source.size} bytes for ${count} strings`);
    const starts = new Float64Array(count + 1);
    const lengths = new Uint32Array(count);
    let at = 0;
    for (let i = 0; i < count;) {
      const piece = new Uint8Array(Math.min(pieceBytes, source.size - at));
      source.read(piece, at);
      const reader = new Varints(piece);
      let taken = 0;
      for (; i < count; i++) {
        const length = reader.next();
        if (Number.isNaN(length)) break;
        if (length > source.size) throw this.bad(`a string would have ${length} bytes`);
        lengths[i] = length;
        taken = reader.at;
      }
      if (taken === 0) throw this.bad('the lengths of its strings end too soon');
      at += taken;
    }
    const stored = new Uint8Array(4);
    if (at + 4 > source.size) throw this.bad('the lengths of its strings end too soon');
    source.read(stored, at);
    const told = new Uint8Array(lengths.buffer);
    if (maskedCrc32c(told) !== new DataView(stored.buffer).getUint32(0, true))
      throw this.bad('the lengths of its strings have changed since it was written', 'checksum-mismatch');
    this.sum = crc32c(stored, crc32c(told));
    starts[0] = at + 4;
    for (let i = 0; i < count; i++) starts[i + 1] = starts[i]! + lengths[i]!;
    if (starts[count] !== source.size) throw this.bad('its strings do not end where it does');
    return (this.starts = starts);
  }

  async finish(pause: (bytes: number) => Promise<void>): Promise<void> {
    let at = this.places()[0]!;
    const piece = new Uint8Array(Math.min(pieceBytes, this.size));
    while (at < this.size) {
      const part = piece.subarray(0, Math.min(piece.length, this.size - at));
      this.source.read(part, at);
      this.sum = crc32c(part, this.sum);
      at += part.length;
      await pause(part.length);
    }
    this.starts = null;
  }

  problems(): FileProblem[] {
    if (this.sum === this.expected) return [];
    const message = `Bytes of ${this.name} have changed since it was written.`;
    return [{ code: 'checksum-mismatch', message, where: this.name }];
  }

  close(): void {}

  private bad(why: string, code = 'bad-strings'): LayerglassError {
    return new LayerglassError(code, `${this.name} cannot be read: ${why}`, { where: this.name });
  }
}
