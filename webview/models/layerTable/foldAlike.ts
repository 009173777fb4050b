/** A stretch of items; folded where it repeats a pattern of `period` items and stands for all of it, else `period` is 0. */
export interface Stretch<T> {
  items: T[];
  period: number;
}

const longestPeriod = 8;

/**
 * Finds neighbours that repeat: one item, `least` times or more, or a pattern of up to 8, twice or more. `signature` says
 * what makes two alike, null that an item is never folded.
 */
export function foldAlike<T>(items: readonly T[], signature: (item: T) => string | null, least = 2): Stretch<T>[] {
  const marks = items.map(signature);
  const stretches: Stretch<T>[] = [];
  let open: T[] = [];
  const close = () => {
    if (open.length) stretches.push({ items: open, period: 0 });
    open = [];
  };
  for (let i = 0; i < items.length;) {
    const { length, period } = repeatedFrom(marks, i, least);
    if (length > 0) {
      close();
      stretches.push({ items: items.slice(i, i + length), period });
      i += length;
    } else open.push(items[i++]!);
  }
  close();
  return stretches;
}

/** How many items from `start` on are repetitions of one pattern, the longest stretch of them; 0 where it does not repeat enough. */
function repeatedFrom(
  marks: readonly (string | null)[],
  start: number,
  least: number,
): { length: number; period: number } {
  let best = { length: 0, period: 0 };
  for (let period = 1; period <= longestPeriod && start + 2 * period <= marks.length; period++) {
    if (marks[start + period - 1] === null) break;
    let end = start + period;
    while (end < marks.length && marks[end] !== null && marks[end] === marks[end - period]) end++;
    const times = Math.floor((end - start) / period);
    if (times >= (period === 1 ? least : 2) && times * period > best.length && times * period >= least)
      best = { length: times * period, period };
  }
  return best;
}
