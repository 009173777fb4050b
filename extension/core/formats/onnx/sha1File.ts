import { createHash } from 'node:crypto';
import type { FileProblem } from '../../../protocol/reader';
import { FileSource } from '../sources/byteSource';
import type { Summed } from '../openedFile';

const pieceBytes = 2 ** 18;

/** A file whose SHA-1 was stored with the model that it belongs to. */
export class Sha1File implements Summed {
  readonly size: number;
  private readonly source: FileSource;
  private found: string | null = null;

  constructor(
    file: string,
    private readonly name: string,
    size: number,
    private readonly expected: string,
  ) {
    this.size = size;
    this.source = new FileSource(file, name, size);
  }

  async finish(pause: (bytes: number) => Promise<void>): Promise<void> {
    if (this.found !== null) return;
    const hash = createHash('sha1');
    const piece = new Uint8Array(Math.min(pieceBytes, this.size));
    for (let at = 0; at < this.size; at += pieceBytes) {
      const part = piece.subarray(0, Math.min(pieceBytes, this.size - at));
      this.source.read(part, at);
      hash.update(part);
      await pause(part.length);
    }
    this.found = hash.digest('hex');
  }

  problems(): FileProblem[] {
    if (this.found === null || this.found === this.expected.toLowerCase()) return [];
    const message = `Bytes of ${this.name} have changed since it was written.`;
    return [{ code: 'checksum-mismatch', message, where: this.name }];
  }

  close(): void {
    this.source.close();
  }
}
