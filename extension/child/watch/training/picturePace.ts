import { monotonicMs } from '../../clock';
import { CostBudget } from './costBudget';
import type { FitSession } from './fitSession';

/** Of what snapshots may cost, pictures have this part. */
const share = 1 / 4;

/** Decides which snapshots have pictures: the first and the last of each fit, others where they cost next to nothing. */
export class PicturePace {
  private readonly budget: CostBudget;
  private costMs = 0;
  private readonly pictured = new WeakSet<FitSession>();

  /** @param ratio of training time over what snapshots may cost; 0 sets no bound */
  constructor(ratio: number) {
    this.budget = new CostBudget(ratio / share);
  }
  start(nowMs: number): void {
    this.budget.start(nowMs);
  }
  isDue(session: FitSession, isLast: boolean): boolean {
    return isLast || !this.pictured.has(session) || this.budget.allows(this.costMs, monotonicMs());
  }
  spent(session: FitSession, costMs: number): void {
    this.pictured.add(session);
    this.costMs = costMs;
    this.budget.spend(costMs);
  }
}
