import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { NativeProgress } from '../../protocol/nativeProgress';

/** What a step takes where it was measured; a download is measured as it goes. */
const nominalSeconds = { look: 2, packages: 8, wheel: 40, script: 60, unpack: 8, addon: 15, proof: 8 } as const;
export type Step = keyof typeof nominalSeconds;
/** A download's pace is not told before. */
const soonestPaceMs = 1000;

/** The one model of progress: steps of a known share, and bytes in the step that fetches. */
export class ProgressMeter {
  private step: Step | null = null;
  private stage = '';
  private startedMs = 0;
  private firstBytes = 0;
  private lastShare = 0;
  private doneBytes = 0;
  private totalBytes: number | null = null;

  constructor(
    private steps: readonly Step[],
    private readonly tell: (progress: NativeProgress) => void,
    private readonly nowMs: () => number = Date.now,
  ) {}

  get stageName(): string {
    return this.stage;
  }

  /** Another way is gone: its steps follow. */
  plan(steps: readonly Step[]): void {
    this.steps = steps;
  }

  begin(step: Step, stage: string, totalBytes: number | null = null): void {
    Object.assign(this, { step, stage, totalBytes, doneBytes: 0, firstBytes: 0, startedMs: this.nowMs() });
    this.report();
  }

  bytes(doneBytes: number): void {
    if (this.doneBytes === 0) {
      this.firstBytes = doneBytes;
      if (doneBytes > 0) this.startedMs = this.nowMs();
    }
    this.doneBytes = this.totalBytes === null ? doneBytes : Math.min(doneBytes, this.totalBytes);
    this.report();
  }

  /** Time has passed. */
  tick(): void {
    this.report();
  }

  /** Something without a step of its own, waiting for another process. */
  note(stage: string): void {
    this.tell({ stage, doneBytes: 0, totalBytes: null, secondsLeft: null, share: this.lastShare });
  }

  private report(): void {
    const { step, stage, doneBytes, totalBytes } = this;
    if (step === null) return;
    const at = this.steps.indexOf(step);
    const seconds = (list: readonly Step[]): number => list.reduce((sum, s) => sum + nominalSeconds[s], 0);
    const elapsed = (this.nowMs() - this.startedMs) / 1000;
    const isMeasured = totalBytes !== null;
    const done = isMeasured ? doneBytes / totalBytes : Math.min(0.9, elapsed / nominalSeconds[step]);
    const share = (seconds(this.steps.slice(0, Math.max(0, at))) + done * nominalSeconds[step]) / seconds(this.steps);
    this.lastShare = Math.max(this.lastShare, Math.min(1, share));
    const own = isMeasured ? this.downloadSeconds(elapsed) : Math.max(1, nominalSeconds[step] - elapsed);
    const hasUnmeasured = this.steps.slice(Math.max(0, at) + 1).some(s => s === 'wheel' || s === 'script');
    const secondsLeft =
      own === null || hasUnmeasured || step === 'script' || step === 'look'
        ? null
        : own + seconds(this.steps.slice(at + 1));
    this.tell({ stage, doneBytes, totalBytes, secondsLeft, share: this.lastShare });
  }

  private downloadSeconds(elapsed: number): number | null {
    const fetched = this.doneBytes - this.firstBytes;
    if (elapsed * 1000 < soonestPaceMs || fetched <= 0 || this.totalBytes === null) return null;
    return ((this.totalBytes - this.doneBytes) * elapsed) / fetched;
  }
}

/** Bytes of all files under `folder`; 0 where it is not there. What vanishes meanwhile counts nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(entry => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return folderBytes(file);
      return entry.isFile() ? fs.stat(file).then(s => s.size, () => 0) : 0; // prettier-ignore
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
