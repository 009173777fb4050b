import type { StoredTensor } from './storedTensor';

/** Gives names that have been given before a number behind them: `kernel`, `kernel (2)`. */
export class UniqueNames {
  private readonly taken = new Set<string>();
  private readonly next = new Map<string, number>();

  of(name: string): string {
    const { size } = this.taken;
    if (this.taken.add(name).size > size) return name;
    let given = name;
    for (let n = this.next.get(name) ?? 2; this.taken.has(given); n++) {
      given = `${name} (${n})`;
      this.next.set(name, n + 1);
    }
    this.taken.add(given);
    return given;
  }
}

/** Sees to it that no two tensors of a file have one name. */
export function makeNamesUnique(tensors: readonly StoredTensor[]): void {
  const names = new UniqueNames();
  for (const { entry } of tensors) entry.name = names.of(entry.name);
}
