/** How a row was chosen. */
export interface SelectBy {
  isPointer: boolean;
  /** With Shift: all from the one before to this one. */
  isRange: boolean;
  /** With Ctrl or Cmd, or by Space: this one besides the others, or no more. */
  isToggle: boolean;
}

/** The rows of the tree that are chosen together, by their keys; one alone is B, and nothing more is kept of it. */
export class TreeSelection {
  /** Another list whenever it changes; the last one was chosen last. */
  keys: readonly string[] = [];
  /** Where a range begins. */
  private anchor: string | null = null;

  /** Takes a choice; `rows`: keys of all rows in their order, `b`: that of B. Returns the rows that are chosen now. */
  take(key: string, { isRange, isToggle }: SelectBy, rows: readonly string[], b: string | null): readonly string[] {
    const isStep = key.startsWith('step ');
    if (this.keys.length < 2 && b !== null) this.keys = [b];
    this.anchor ??= b;
    const from = this.anchor === null ? -1 : rows.indexOf(this.anchor);
    if (isRange && from >= 0) {
      const to = rows.indexOf(key);
      const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).filter(k => k.startsWith('step '));
      this.keys = from <= to ? range : range.reverse();
    } else if (isToggle && isStep) {
      const others = this.keys.filter(k => k !== key);
      this.keys = others.length < this.keys.length ? others : [...others, key];
      this.anchor = key;
    } else {
      this.keys = isStep ? [key] : [];
      this.anchor = key;
    }
    return this.keys;
  }

  /** What is marked as chosen: several, else B and A. */
  shown(b: string | null, a: string | null): (string | null)[] {
    return this.keys.length > 1 ? [...this.keys] : [b, a];
  }
}
