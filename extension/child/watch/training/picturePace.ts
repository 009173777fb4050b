import { CostBudget } from './costBudget';
import type { FitSession } from './fitSession';

/** Of what snapshots may cost, pictures within a fit have this part. */
const share = 1 / 4;
/** A program may call fit for each epoch: from so many fits on, the first and the last of each have pictures within their cost. */
const maxFreeFits = 4;

/** Decides which snapshots have pictures: the first and the last of each fit, others where they cost next to nothing. */
export class PicturePace {
  private readonly ends: CostBudget;
  private readonly between: CostBudget;
  private costMs = 0;
  private readonly pictured = new WeakSet<FitSession>();
  private fits = 0;

  /** @param ratio of training time over what snapshots may cost; 0 sets no bound */
  constructor(ratio: number) {
    this.ends = new CostBudget(ratio);
    this.between = new CostBudget(ratio / share);
  }
  start(nowMs: number): void {
    this.ends.start(nowMs);
    this.between.start(nowMs);
  }
  /** `isLast`: no snapshot of the session follows, as far as anybody knows. */
  isDue(session: FitSession, isLast: boolean, nowMs: number): boolean {
    const isKnown = this.pictured.has(session);
    if (isKnown && !isLast) return this.between.allows(this.costMs, nowMs);
    const fits = isKnown ? this.fits : this.fits + 1;
    return fits <= maxFreeFits || this.ends.allows(this.costMs, nowMs);
  }
  spent(session: FitSession, costMs: number): void {
    // the first of all is slow, as all code is that runs for the first time, and is not to delay the others
    if (this.pictured.has(session)) this.between.spend(costMs);
    else this.fits++;
    this.pictured.add(session);
    this.costMs = costMs;
    this.ends.spend(costMs);
  }
}
