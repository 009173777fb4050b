import type { PlainValues } from '../../protocol/reader';
import type { Summary } from '../../protocol/summary';

/** Whoever sums up values beside this thread. */
export class Partner {
  private readonly open = new Map<number, (summary: Summary | null) => void>();
  private nextId = 1;

  constructor(private readonly ask: (id: number, values: PlainValues) => void) {}

  /** Resolves to their summary, with buckets; to null where they could not be read. */
  sum(values: PlainValues): Promise<Summary | null> {
    const id = this.nextId++;
    return new Promise(resolve => {
      this.open.set(id, resolve);
      this.ask(id, values);
    });
  }

  take(id: number, summary: Summary | null): void {
    this.open.get(id)?.(summary);
    this.open.delete(id);
  }
}
