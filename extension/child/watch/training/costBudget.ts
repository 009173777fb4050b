/** A run is given this much at its start, so that a short one is seen in full. */
const headStartMs = 25_000;

/** Keeps what is spent on looking at one part in `ratio` of the time that training takes. Times in milliseconds of `workedMs`. */
export class CostBudget {
  private spentMs = 0;
  private startedAtMs: number | null = null;

  /** @param ratio 100 keeps the cost at 1 %; 0 sets no bound */
  constructor(private readonly ratio: number) {}

  /** Training begins; later calls change nothing. */
  start(nowMs: number): void {
    this.startedAtMs ??= nowMs;
  }
  /** True when `costMs` more can be spent now. */
  allows(costMs: number, nowMs: number): boolean {
    const elapsedMs = nowMs - (this.startedAtMs ?? nowMs);
    return (this.spentMs + costMs) * this.ratio <= elapsedMs + headStartMs;
  }
  spend(costMs: number): void {
    this.spentMs += costMs;
  }
}
