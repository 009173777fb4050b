import { crc32c } from './crc32c';
import { loadComparisonKernel, type ChecksumKernel } from '../stats/kernel/loadComparisonKernel';

/** Shorter pieces are summed by table at once: what folding leaves at the end would take longer. */
const shortPiece = 2 ** 15;
const vector = 16;
/** How far behind a folded byte it is added; see foldChecksum.as.ts. */
const distances = [767, 2524, 5275] as const;
const window = distances[2];

/** The last one that used a lane of the kernel: another one's bytes have to be taken away from there first. */
const users: [StreamedChecksum | null, StreamedChecksum | null] = [null, null];

/** CRC-32C of bytes that come piece by piece. Long pieces go at the speed of memory, those in the kernel's memory without a copy. */
export class StreamedChecksum {
  /** Of all bytes so far, while none are folded. */
  private sum = 0;
  private isFolding = false;
  /** The folded bytes, while another one uses the lane. */
  private history: Uint8Array | null = null;
  private readonly kernel: ChecksumKernel | null = loadComparisonKernel()?.checksum ?? null;

  /** @param lane 0 or 1: two that take turns are best in two lanes */
  constructor(private readonly lane: 0 | 1) {}

  add(bytes: Uint8Array): void {
    const { kernel } = this;
    if (!kernel || (!this.isFolding && bytes.length < shortPiece)) this.sum = crc32c(bytes, this.sum);
    else if (this.isFolding) {
      this.takeLane(kernel);
      this.fold(kernel, bytes);
    } else {
      this.isFolding = true;
      this.history = new Uint8Array(kernel.histories[this.lane].length);
      if (users[this.lane] === this) users[this.lane] = null;
      this.takeLane(kernel);
      const first = bytes.slice(0, vector);
      // The sum so far is what the first four bytes begin with.
      const state = ~this.sum;
      for (let i = 0; i < 4; i++) first[i]! ^= (state >>> (8 * i)) & 0xff;
      this.fold(kernel, first);
      this.fold(kernel, bytes.subarray(vector));
    }
  }

  /** The checksum of all bytes so far, unsigned. More can be added. */
  get value(): number {
    const { kernel } = this;
    if (!this.isFolding || !kernel) return this.sum;
    this.takeLane(kernel);
    const folded = kernel.histories[this.lane].slice(-window);
    // What was added to the last bytes by one another is taken back.
    const rest = folded.slice();
    for (const distance of distances.slice(0, 2))
      for (let i = distance; i < window; i++) rest[i]! ^= folded[i - distance]!;
    this.isFolding = false;
    users[this.lane] = null;
    // Summed on from a state of 0, which is the sum 0xffffffff.
    this.sum = crc32c(rest, 0xffffffff);
    return this.sum;
  }

  /** Goes on as if the bytes so far had this checksum. */
  set value(sum: number) {
    this.isFolding = false;
    this.sum = sum;
  }

  private fold(kernel: ChecksumKernel, bytes: Uint8Array): void {
    if (bytes.buffer === kernel.memory) return kernel.fold(this.lane, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += kernel.maxPiece) {
      const piece = bytes.subarray(at, at + kernel.maxPiece);
      kernel.input.set(piece);
      kernel.fold(this.lane, kernel.input.byteOffset, piece.length);
    }
  }

  private takeLane(kernel: ChecksumKernel): void {
    const user = users[this.lane];
    if (user === this) return;
    const history = kernel.histories[this.lane];
    if (user) user.history = history.slice();
    if (this.history) history.set(this.history);
    users[this.lane] = this;
  }
}
