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
 * A part of a file that has a checksum of its own, taken along as it is read from its start to its end; what is read again,
 * or out of turn, is read once more by `finish`.
 */
export class SummedPart implements ByteSource, Summed {
  readonly size: number;
  private summed = 0;

  /** @param name as problems call it */
  constructor(
    private readonly source: ByteSource,
    private readonly name: string,
    private readonly sum: RunningSum,
    readonly expected: number,
  ) {
    this.size = source.size;
  }

  read(into: Uint8Array, position: number): void {
    this.source.read(into, position);
    const end = position + into.length;
    if (position > this.summed || end <= this.summed) return;
    this.sum.add(into.subarray(this.summed - position));
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
    if (this.sum.value === this.expected) return [];
    const message = `Bytes of ${this.name} have changed since it was written.`;
    return [{ code: 'checksum-mismatch', message, where: this.name }];
  }

  close(): void {}
}
