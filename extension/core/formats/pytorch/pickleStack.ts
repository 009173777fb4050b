import type { LayerglassError } from '../../../protocol/errors';
import type { PickleValue } from './pickleValue';

/** At once: writers put a thousand items on it, and go no deeper than values are nested. */
const maxValues = 1_000_000;
const partLength = 2 ** 14;

/** The values that a pickle works with: a stack with marks in it, and what is kept by number. */
export class PickleStack {
  /** Those from `size` on are no more on it. */
  private readonly values: PickleValue[] = [];
  private size = 0;
  private readonly marks: number[] = [];
  /** What is below the last mark is not to be had. */
  private bottom = 0;
  /** By number, in parts, so that no long list is copied as it grows: writers count up, and others may leave gaps. */
  private readonly memo: PickleValue[][] = [];
  private memoLength = 0;
  private readonly sparseMemo = new Map<number, PickleValue>();

  /** @param bad what is thrown where something is asked for that is not there */
  constructor(private readonly bad: (why: string) => LayerglassError) {}

  push(value: PickleValue): void {
    if (this.size >= maxValues) throw this.bad(`more than ${maxValues} values at once`);
    this.values[this.size++] = value;
  }

  mark(): void {
    if (this.marks.length >= maxValues) throw this.bad(`more than ${maxValues} marks at once`);
    this.marks.push((this.bottom = this.size));
  }

  /** The value on top, above the last mark. */
  top(): PickleValue {
    if (this.size <= this.bottom) throw this.bad('a value that is not there');
    return this.values[this.size - 1]!;
  }

  pop(): PickleValue {
    const value = this.top();
    this.size--;
    return value;
  }

  /** Takes away what is on top, a mark too. */
  drop(): void {
    if (this.marks.length > 0 && this.bottom === this.size) this.dropMark();
    else this.pop();
  }

  popSome(count: number): PickleValue[] {
    if (this.size - count < this.bottom) throw this.bad('values that are not there');
    return this.popFrom(this.size - count);
  }

  /** All above the last mark, which goes too. */
  popMark(): PickleValue[] {
    if (this.marks.length === 0) throw this.bad('a mark that is not there');
    const items = this.popFrom(this.bottom);
    this.dropMark();
    return items;
  }

  /** How many are kept: the number of the next one, where a writer counts. */
  get keptCount(): number {
    return this.memoLength + this.sparseMemo.size;
  }

  /** Keeps what is on top, which stays there. */
  keep(key: number): true {
    const value = this.top();
    if (key > this.memoLength) {
      this.sparseMemo.set(key, value);
      return true;
    }
    const part = Math.floor(key / partLength);
    if (part === this.memo.length) this.memo.push([]);
    this.memo[part]![key % partLength] = value;
    if (key === this.memoLength) this.memoLength++;
    return true;
  }

  kept(key: number): PickleValue {
    const value =
      key < this.memoLength ? this.memo[Math.floor(key / partLength)]![key % partLength] : this.sparseMemo.get(key);
    if (value === undefined) throw this.bad(`a memory ${key} that is not there`);
    return value;
  }

  private popFrom(place: number): PickleValue[] {
    const items = this.values.slice(place, this.size);
    this.size = place;
    return items;
  }

  private dropMark(): void {
    this.marks.pop();
    this.bottom = this.marks.at(-1) ?? 0;
  }
}
