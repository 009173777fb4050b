import type { StepRecord } from '../../../protocol/run';

/** 250 steps a second are more than a chart shows. */
const intervalMs = 4;

/** Passes steps on, thinned where they come faster than anyone can see; the last one is never lost: `flush` sends it. */
export class StepReporter {
  private held: StepRecord | null = null;
  private sentAtMs = -Infinity;

  constructor(private readonly send: (step: StepRecord) => void) {}

  step(step: StepRecord, nowMs: number): void {
    // a change of fit, or a loss that is no number, is not to be thinned away
    if (this.held && (this.held.fit !== step.fit || step.loss === null)) this.flush();
    if (nowMs - this.sentAtMs < intervalMs && step.loss !== null) {
      this.held = step;
      return;
    }
    this.held = null;
    this.sentAtMs = nowMs;
    this.send(step);
  }
  /** Sends the step that was held back; before an epoch, a snapshot, or the end. */
  flush(): void {
    if (this.held) this.send(this.held);
    this.held = null;
  }
}
