export interface SettledChangeOptions {
  /** Sizes and times of the files as they are; another text where one of them has changed. */
  fingerprint(): string;
  /** They change: the first of a row of changes. */
  onBegin(): void;
  /** They have stayed as they are for `settleMs`. */
  onSettled(fingerprint: string): void;
  settleMs?: number;
  pollMs?: number;
}

/** Tells when files have changed and are at rest again: what is being written is left alone until it is whole. */
export class SettledChange {
  private timer: NodeJS.Timeout | null = null;
  private last = '';
  private restSinceMs = 0;

  constructor(private readonly options: SettledChangeOptions) {}

  get isWaiting(): boolean {
    return this.timer !== null;
  }

  /** Something may have changed. */
  touch(): void {
    if (this.timer) return;
    this.last = this.options.fingerprint();
    this.restSinceMs = Date.now();
    this.options.onBegin();
    this.wait();
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(): void {
    const { pollMs = 100, settleMs = 500, fingerprint, onSettled } = this.options;
    this.timer = setTimeout(() => {
      const now = fingerprint();
      if (now !== this.last) {
        this.last = now;
        this.restSinceMs = Date.now();
      }
      if (Date.now() - this.restSinceMs < settleMs) return this.wait();
      this.timer = null;
      onSettled(now);
    }, pollMs);
  }
}
