/** More than this is not held from one checkpoint to the next. */
const maxKeptBytes = 256 * 2 ** 20;

/**
 * Memory that both threads share, for copies of tensors. That of a checkpoint is used again for the next one once it is
 * written: fresh memory costs the training thread a page fault for every 4 kB, half as much again as the copy.
 */
export class SharedMemory {
  private free = new Map<number, SharedArrayBuffer[]>();
  private used: SharedArrayBuffer[] = [];

  /** @param isWritten true once nobody reads what was handed out */
  constructor(private readonly isWritten: () => boolean) {}

  /** A new checkpoint begins. */
  begin(): void {
    const bytes = this.used.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.free = new Map();
    if (bytes <= maxKeptBytes && this.isWritten())
      for (const buffer of this.used) {
        const same = this.free.get(buffer.byteLength);
        if (same) same.push(buffer);
        else this.free.set(buffer.byteLength, [buffer]);
      }
    this.used = [];
  }

  /** Of so many bytes, with anything in it. */
  take(byteLength: number): Uint8Array<SharedArrayBuffer> {
    const buffer = this.free.get(byteLength)?.pop() ?? new SharedArrayBuffer(byteLength);
    this.used.push(buffer);
    return new Uint8Array(buffer);
  }
}
