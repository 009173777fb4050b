import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from './byteSource';
import type { Summed } from '../openedFile';

/** A checksum of bytes that come piece by piece. */
export interface RunningSum {
  add(bytes: Uint8Array): void;
  readonly value: number;
}

const pieceBytes = 2 ** 18;

/**
 * Bytes that have a checksum of their own, taken along as they are read from their start to their end; what is read again,
 * or out of turn, is read once more by `finish`.
 */
export abstract class SummedBytes implements ByteSource, Summed {
  abstract readonly size: number;
  /** The checksum that was stored with them. */
  abstract readonly expected: number;
  private summed = 0;

  /** @param name as problems call it */
  constructor(readonly name: string) {}

  read(into: Uint8Array, position: number): void {
    this.readPlain(into, position);
    const end = position + into.length;
    if (end <= this.summed) return;
    if (position > this.summed && !this.sumGap(position)) return;
    this.add(position === this.summed ? into : into.subarray(this.summed - position));
    this.summed = end;
  }

  async finish(pause: (bytes: number) => Promise<void>): Promise<void> {
    const piece = new Uint8Array(Math.min(pieceBytes, this.size - this.summed));
    while (this.summed < this.size) {
      const part = piece.subarray(0, Math.min(piece.length, this.size - this.summed));
      this.read(part, this.summed);
      await pause(part.length);
    }
  }

  problems(): FileProblem[] {
    if (this.sum === this.expected) return [];
    const message = `Bytes of ${this.name} have changed since it was written.`;
    return [{ code: 'checksum-mismatch', message, where: this.name }];
  }

  close(): void {}

  /** Reads them as `read` does, without its checksum. */
  protected abstract readPlain(into: Uint8Array, position: number): void;
  /** Adds what comes next to the checksum. */
  protected abstract add(bytes: Uint8Array): void;
  protected abstract readonly sum: number;

  /** Whether so many bytes that were passed over may be read for the checksum's sake. */
  protected mayReadGap(_length: number): boolean {
    return false;
  }

  private sumGap(position: number): boolean {
    const length = position - this.summed;
    if (!this.mayReadGap(length)) return false;
    const gap = new Uint8Array(length);
    this.readPlain(gap, this.summed);
    this.add(gap);
    this.summed = position;
    return true;
  }
}

/** A part of a file that has a checksum of its own. */
export class SummedPart extends SummedBytes {
  readonly size: number;

  constructor(
    private readonly source: ByteSource,
    name: string,
    private readonly running: RunningSum,
    readonly expected: number,
  ) {
    super(name);
    this.size = source.size;
  }

  protected readPlain(into: Uint8Array, position: number): void {
    this.source.read(into, position);
  }

  protected add(bytes: Uint8Array): void {
    this.running.add(bytes);
  }

  protected get sum(): number {
    return this.running.value;
  }
}
