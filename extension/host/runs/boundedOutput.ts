import { stripVTControlCharacters } from 'node:util';

export interface OutputLimits {
  /** Between two writes. */
  intervalMs: number;
  /** Written at most in one interval: the newest of it. */
  maxCharacters: number;
  /** Written at most in all; beyond it only the end of the output follows, once the run is over. */
  maxTotalCharacters: number;
}
/** 256 kB a second, 16 MB in all: a gigabyte costs the editor no more than that. */
export const defaultOutputLimits: OutputLimits = {
  intervalMs: 250,
  maxCharacters: 64 * 1024,
  maxTotalCharacters: 16 * 1024 * 1024,
};

/**
 * Passes a program's output on at a bounded rate and in bounded memory. What comes too fast is skipped by whole lines,
 * the oldest first, and a line says how many; the end of the output is always kept. Terminal colours are taken out.
 */
export class BoundedOutput {
  private pending = '';
  private skippedLines = 0;
  private total = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly write: (text: string) => void,
    private readonly limits: OutputLimits = defaultOutputLimits,
  ) {}

  push(text: string): void {
    this.pending += text;
    // a few times the limit, so that dropping does not copy the text for each piece that comes
    if (this.pending.length > 4 * this.limits.maxCharacters) this.dropOldest();
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.total < this.limits.maxTotalCharacters) this.flush();
    }, this.limits.intervalMs);
  }

  /** Writes what is still held. Call it when the program has ended. */
  end(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.flush();
  }

  private flush(): void {
    this.dropOldest();
    if (this.skippedLines > 0) {
      const skipped = this.skippedLines.toLocaleString('en-US');
      this.write(`… ${skipped} ${this.skippedLines === 1 ? 'line' : 'lines'} skipped: the output came too fast …\n`);
      this.skippedLines = 0;
    }
    if (!this.pending) return;
    this.total += this.pending.length;
    this.write(stripVTControlCharacters(this.pending).replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
    this.pending = '';
  }

  private dropOldest(): void {
    const excess = this.pending.length - this.limits.maxCharacters;
    if (excess <= 0) return;
    const lineEnd = this.pending.indexOf('\n', excess - 1);
    // one endless line is cut where the limit is
    const cut = lineEnd === -1 ? excess : lineEnd + 1;
    const dropped = this.pending.slice(0, cut);
    this.skippedLines += Math.max(1, dropped.split('\n').length - 1);
    this.pending = this.pending.slice(cut);
  }
}
