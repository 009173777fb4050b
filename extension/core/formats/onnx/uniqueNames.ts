/** Gives names that have been given before a number behind them: `W`, `W (2)`. */
export class UniqueNames {
  private readonly taken = new Set<string>();
  private readonly next = new Map<string, number>();

  /** @param name what has none is called `unnamed` */
  of(name: string): string {
    const wanted = name || 'unnamed';
    let given = wanted;
    for (let n = this.next.get(wanted) ?? 2; this.taken.has(given); n++) {
      given = `${wanted} (${n})`;
      this.next.set(wanted, n + 1);
    }
    this.taken.add(given);
    return given;
  }
}
