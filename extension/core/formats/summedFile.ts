import { LayerglassError } from '../../protocol/errors';
import type { FileProblem } from '../../protocol/reader';
import { FileSource } from './byteSource';
import { StreamedChecksum } from './streamedChecksum';

/** A file's checksum as it was written, and, where they were kept, sums of all bytes up to the end of each part of it. */
export interface ExpectedSum {
  bytes: number;
  crc32c: number;
  parts?: { name: string; end: number; crc32c: number }[];
}

const pieceBytes = 2 ** 18;

/**
 * A file whose checksum is taken along as it is read from its start to its end; what is read again, or out of turn, is
 * read once more by `finish`.
 */
export class SummedFile extends FileSource {
  private readonly sum: StreamedChecksum;
  private summed = 0;
  private nextPart = 0;
  private readonly changed: FileProblem[] = [];

  /** @param lane see StreamedChecksum */
  constructor(
    file: string,
    name: string,
    size: number,
    private readonly expected: ExpectedSum,
    lane: 0 | 1,
  ) {
    super(file, name, size);
    this.sum = new StreamedChecksum(lane);
  }

  override read(into: Uint8Array, position: number): void {
    super.read(into, position);
    const end = position + into.length;
    if (position <= this.summed && end > this.summed) this.take(into.subarray(this.summed - position));
  }

  private take(bytes: Uint8Array): void {
    const { parts = [] } = this.expected;
    let done = 0;
    while (done < bytes.length) {
      const part = parts[this.nextPart];
      const length = Math.min(bytes.length - done, (part?.end ?? Infinity) - this.summed);
      if (length > 0) this.sum.add(bytes.subarray(done, done + length));
      done += Math.max(0, length);
      this.summed += Math.max(0, length);
      if (part && this.summed >= part.end) {
        this.nextPart++;
        if (this.sum.value === part.crc32c) continue;
        this.changed.push(mismatch(this.name, part.name));
        // So that the parts behind it are judged by themselves.
        this.sum.value = part.crc32c;
      }
    }
  }

  /** Reads what has not been read, `pieceBytes` at a time, with a pause after each. */
  async finish(pause: (bytes: number) => Promise<void>): Promise<void> {
    const piece = new Uint8Array(Math.min(pieceBytes, this.size));
    while (this.summed < this.size) {
      const part = piece.subarray(0, Math.min(piece.length, this.size - this.summed));
      this.read(part, this.summed);
      await pause(part.length);
    }
  }

  /** What differs from what was written; to be asked once all was read. */
  problems(): FileProblem[] {
    if (this.size !== this.expected.bytes) return [sizeProblem(this.name, this.expected.bytes, this.size)];
    if (this.changed.length) return this.changed;
    return this.sum.value === this.expected.crc32c ? [] : [mismatch(this.name, '')];
  }

  /** Throws LayerglassError `checksum-mismatch` where all was read and a byte of it has changed. */
  assertUnchanged(): void {
    const [problem] = this.problems();
    if (problem) throw new LayerglassError(problem.code, problem.message, { where: problem.where });
  }
}

const mismatch = (file: string, tensor: string): FileProblem => ({
  code: 'checksum-mismatch',
  message: `Bytes of ${file} have changed since it was written${tensor && `: those of ${tensor}`}.`,
  where: tensor || file,
});
export const sizeProblem = (file: string, wanted: number, size: number): FileProblem => ({
  code: size < wanted ? 'file-short' : 'file-long',
  message: `${file} has ${size} bytes, where ${wanted} were written.`,
  where: file,
});
