import { setImmediate } from 'node:timers/promises';
import { LayerglassError } from '../../protocol/errors';
import type { Partner } from './partner';

/** Between two looks at what else was asked for. */
const pauseBytes = 2 ** 23;
/** How far it is is told so often: each message costs both processes as much as reading megabytes. */
const tellMs = 100;

/** One request that is under way: it can be cancelled, and tells how far it is. */
export class Work {
  private done = 0;
  private sincePause = 0;
  private toldAt = -Infinity;
  private isCancelled = false;

  constructor(
    private readonly tell: (done: number, total: number) => void,
    /** Bytes that will be gone through. */
    public total = 0,
    /** Sends a part of the answer before the rest. */
    readonly sendPart: (value: unknown) => void = () => undefined,
    private readonly now = (): number => performance.now(),
    /** Does a share of it; null: there is nobody. */
    readonly partner: Partner | null = null,
  ) {}

  cancel(): void {
    this.isCancelled = true;
  }

  /** Counts bytes that were gone through. Throws LayerglassError `cancelled`. */
  readonly pause = async (bytes: number): Promise<void> => {
    this.done += bytes;
    this.sincePause += bytes;
    if (this.sincePause < pauseBytes) return;
    this.sincePause = 0;
    const now = this.now();
    if (now - this.toldAt >= tellMs) {
      this.toldAt = now;
      this.tell(Math.min(this.done, this.total), this.total);
    }
    await setImmediate();
    this.assertWanted();
  };

  assertWanted(): void {
    if (this.isCancelled) throw new LayerglassError('cancelled', 'Cancelled');
  }
}
