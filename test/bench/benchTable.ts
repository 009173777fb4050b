/** What one bench file returns: figures of one run, as ratios where a peer or a limit can be measured beside. */
export interface BenchTable {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  /** The figure that is asked for, in words, and whether this run is within it. */
  goal: string;
  isMet: boolean;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * A distribution-free interval of the median, of at least 95 % confidence where there are 6 values or more: two order
 * statistics whose binomial tails together hold at most 5 % (Conover, Practical Nonparametric Statistics, 3.2).
 */
export function medianInterval(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let tail = 0.5 ** n;
  let term = tail;
  let rank = 0;
  while (rank + 1 < n / 2) {
    term = (term * (n - rank)) / (rank + 1);
    if (2 * (tail + term) > 0.05) break;
    tail += term;
    rank++;
  }
  return [sorted[rank]!, sorted[n - 1 - rank]!];
}

export const ratio = (value: number): string => value.toFixed(3);
export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
