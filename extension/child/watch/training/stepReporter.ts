import type { StepRecord } from '../../../protocol/run';

/** 250 steps a second are more than a chart shows. */
const intervalMs = 4;

/** Passes steps on, thinned where they come faster than anyone can see; the last one is never lost: `flush` sends it. */
export class StepReporter {
  private held: { step: StepRecord; hasLoss: boolean } | null = null;
  private sentAtMs = -Infinity;

  constructor(private readonly send: (step: StepRecord, hasLoss: boolean) => void) {}

  /**
   * @param hasLoss false where nobody computed a loss; with true, a loss of null is one that is no number
   * @param isKept it is not thinned away, nor are those before it
   */
  step(step: StepRecord, hasLoss: boolean, nowMs: number, isKept = false): void {
    const isNotFinite = hasLoss && step.loss === null;
    // a change of fit, and what comes before a loss that is no number, are not thinned away
    if (this.held && (this.held.step.fit !== step.fit || isNotFinite || isKept)) this.flush();
    if (nowMs - this.sentAtMs < intervalMs && !isNotFinite && !isKept) {
      this.held = { step, hasLoss };
      return;
    }
    this.held = null;
    this.sentAtMs = nowMs;
    this.send(step, hasLoss);
  }
  /** Sends the step that was held back; before an epoch, a snapshot, or the end. */
  flush(): void {
    const { held } = this;
    this.held = null;
    if (held) this.send(held.step, held.hasLoss);
  }
}
