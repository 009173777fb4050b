import type { FileProblem } from '../../../protocol/reader';
import { StreamedChecksum } from '../../runs/streamedChecksum';
import { FileSource } from './byteSource';

/** A file's checksum as it was written. */
export interface ExpectedSum {
  bytes: number;
  crc32c: number;
  /** Of all bytes up to the end of each of its tensors. */
  ends?: number[];
}
/** A stretch of a file that is judged by itself. `sum`: of all bytes up to its end. */
interface Part {
  /** Of the tensor; empty where it is all of the file. */
  name: string;
  start: number;
  end: number;
  sum: number;
  isVerified: boolean;
}

const pieceBytes = 2 ** 18;

/**
 * A file whose checksums are taken along as it is read: a part that is read from its start to its end is verified. What was not
 * read so is read by `finish`.
 */
export class SummedFile extends FileSource {
  private readonly sum: StreamedChecksum;
  private parts: Part[];
  /** The part that is being read, and how far. */
  private current = 0;
  private summed = 0;
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
    this.parts = [{ name: '', start: 0, end: expected.bytes, sum: expected.crc32c, isVerified: false }];
  }

  /** Tells which tensors are in it, in their order, so that each is judged by itself. To be called before anything is read. */
  setTensors(tensors: readonly { name: string; end: number }[]): void {
    const { bytes, crc32c, ends = [crc32c] } = this.expected;
    if (ends.length !== tensors.length || ends.at(-1) !== crc32c || tensors.at(-1)?.end !== bytes) return;
    this.parts = tensors.map(({ name, end }, i) => ({
      ...{ name, start: tensors[i - 1]?.end ?? 0, end },
      ...{ sum: ends[i]!, isVerified: false },
    }));
  }

  override read(into: Uint8Array, position: number): void {
    super.read(into, position);
    let done = 0;
    while (done < into.length) {
      if (position + done !== this.summed && !this.goTo(position + done)) return;
      const part = this.parts[this.current];
      if (!part) return;
      const length = Math.min(into.length - done, part.end - this.summed);
      this.sum.add(into.subarray(done, done + length));
      done += length;
      this.summed += length;
      if (this.summed === part.end) this.judge(part);
    }
  }

  /** Whoever else reads it does not take its checksums along. */
  override plain(): null {
    return null;
  }

  /** False where no part begins there. */
  private goTo(position: number): boolean {
    const at = this.parts.findIndex(part => part.start === position && part.end > position);
    if (at < 0) return false;
    this.current = at;
    this.summed = position;
    this.sum.value = this.parts[at - 1]?.sum ?? 0;
    return true;
  }

  private judge(part: Part): void {
    const hasChanged = this.sum.value !== part.sum;
    if (hasChanged && !part.isVerified) this.changed.push(mismatch(this.name, part.name));
    part.isVerified = true;
    this.current++;
    // The parts behind a changed one are judged by themselves; empty ones have nothing to judge.
    this.sum.value = part.sum;
    while (this.parts[this.current]?.end === this.summed) this.parts[this.current++]!.isVerified = true;
  }

  /** Reads the parts that have not been read, a piece at a time, with a pause after each. Throws LayerglassError. */
  async finish(pause: (bytes: number) => Promise<void>): Promise<void> {
    if (this.size !== this.expected.bytes) return;
    const piece = new Uint8Array(Math.min(pieceBytes, this.size));
    for (const part of this.parts)
      for (let at = part.start; at < part.end && !part.isVerified; at += piece.length) {
        const bytes = piece.subarray(0, Math.min(piece.length, part.end - at));
        if (at === part.start) this.goTo(at);
        this.read(bytes, at);
        await pause(bytes.length);
      }
  }

  /** What was found changed so far. */
  problems(): FileProblem[] {
    const { bytes } = this.expected;
    return this.size === bytes ? this.changed : [sizeProblem(this.name, bytes, this.size)];
  }
}

const mismatch = (file: string, tensor: string): FileProblem => ({
  code: 'checksum-mismatch',
  message: `Bytes of ${file} have changed since it was written${tensor && `: those of ${tensor}`}.`,
  where: tensor || file,
});
const sizeProblem = (file: string, wanted: number, size: number): FileProblem => ({
  code: size < wanted ? 'file-short' : 'file-long',
  message: `${file} has ${size} bytes, where ${wanted} were written.`,
  where: file,
});
