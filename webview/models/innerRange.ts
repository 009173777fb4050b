import { percentile } from '../../extension/core/stats/percentile';
import type { Summary } from '../../extension/protocol/summary';

const kept = new WeakMap<Summary, readonly [number, number] | null>();

/** From the 1st to the 99th percentile; without buckets from min to max; null without finite values. A summary never changes, so it is found once. */
export function innerRange(summary: Summary): readonly [number, number] | null {
  const known = kept.get(summary);
  if (known !== undefined) return known;
  const { min, max } = summary;
  const range =
    min === null || max === null
      ? null
      : ([percentile(summary, 0.01) ?? min, percentile(summary, 0.99) ?? max] as const);
  kept.set(summary, range);
  return range;
}
