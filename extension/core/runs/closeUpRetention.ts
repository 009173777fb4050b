import type { Metrics } from '../../protocol/run';
import { bestMetric } from './bestMetric';
import type { CloseUpLine } from './closeUpIndex';

export interface KeptCloseUp extends CloseUpLine {
  /** Of the epoch that ended at its step; empty where none did. */
  metrics: Metrics;
}
export interface CloseUpLimits {
  maxCount: number;
  maxBytes: number;
}

/**
 * Which close-ups have to go, so that those left are within the limits: of each model the first, the newest (and its newest
 * pictures) and the best stay as long as they can; the others go where they leave the smallest gap between steps.
 * @param kept in the order taken
 */
export function closeUpsToDrop(kept: readonly KeptCloseUp[], { maxCount, maxBytes }: CloseUpLimits): CloseUpLine[] {
  const left = [...kept];
  const dropped: CloseUpLine[] = [];
  const bytes = (): number => left.reduce((sum, line) => sum + line.bytes, 0);
  for (;;) {
    const isHeavy = bytes() > maxBytes;
    if (!left.length || (!isHeavy && left.length <= maxCount)) return dropped;
    const next = leastMissed(left, isHeavy);
    left.splice(left.indexOf(next), 1);
    dropped.push(next);
  }
}

/** @param isHeavy room is wanted: pictures go first; else it is the count, and pictures go last */
function leastMissed(lines: readonly KeptCloseUp[], isHeavy: boolean): KeptCloseUp {
  let least: KeptCloseUp | undefined;
  let leastCost = Infinity;
  for (const model of new Set(lines.map(line => line.model))) {
    const own = lines.filter(line => line.model === model);
    const best = bestMetric(own)?.index ?? -1;
    const newestPictures = own.findLastIndex(line => line.hasPictures);
    own.forEach((line, i) => {
      const rank =
        i === own.length - 1
          ? 5
          : i === newestPictures
            ? 4
            : i === 0
              ? 3
              : i === best
                ? 2
                : Number(line.hasPictures !== isHeavy);
      const gap = (own[i + 1]?.step ?? line.step) - (own[i - 1]?.step ?? line.step);
      // ranks come before gaps, whatever their size
      const cost = rank + gap / (gap + 1);
      if (cost < leastCost) [least, leastCost] = [line, cost];
    });
  }
  return least!;
}
