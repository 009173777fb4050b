import type { CheckpointRecord } from '../../protocol/run';
import { bestBy, bestMetric } from './bestMetric';

export interface CheckpointLimits {
  maxCount: number;
  maxBytes: number;
  /** The best by this metric stays too; null or absent: by loss only. */
  bestBy?: string | null;
}

/**
 * Which checkpoints have to go so that the kept ones are at most `maxCount` and `maxBytes`. The first, the last, the best
 * of each model, pinned ones and the last one without NaN never go; of the others, again and again the one that leaves the
 * smallest gap in steps between its neighbours, so that those that stay are spread over the run. What is in the trash does
 * not count. `modelOf`: the model that a fit trains.
 */
export function checkpointsToDrop(
  records: readonly CheckpointRecord[],
  limits: CheckpointLimits,
  modelOf: (fit: number) => string,
): CheckpointRecord[] {
  const kept = records.filter(record => !record.dropped && !record.isTrashed).sort((a, b) => a.step - b.step);
  const safe = safeOnes(kept, limits.bestBy ?? null, modelOf);
  const dropped: CheckpointRecord[] = [];
  let bytes = kept.reduce((sum, record) => sum + record.sizeBytes, 0);
  while (kept.length > limits.maxCount || bytes > limits.maxBytes) {
    let at = -1;
    let smallest = Infinity;
    for (let i = 1; i < kept.length - 1; i++) {
      const gap = kept[i + 1]!.step - kept[i - 1]!.step;
      if (!safe.has(kept[i]!) && gap < smallest) [at, smallest] = [i, gap];
    }
    if (at < 0) break;
    const [gone] = kept.splice(at, 1);
    dropped.push(gone!);
    bytes -= gone!.sizeBytes;
  }
  return dropped;
}

/** `kept` ascending by step. */
function safeOnes(
  kept: readonly CheckpointRecord[],
  metric: string | null,
  modelOf: (fit: number) => string,
): Set<CheckpointRecord> {
  const safe = new Set<CheckpointRecord>(kept.filter((r, i) => r.pinned || i === 0 || i === kept.length - 1));
  const healthy = kept.findLast(record => !record.hasNotFinite);
  if (healthy) safe.add(healthy);
  for (const model of new Set(kept.map(record => modelOf(record.fit)))) {
    const ofModel = kept.filter(record => modelOf(record.fit) === model);
    for (const best of [bestMetric(ofModel), metric === null ? null : bestBy(ofModel, metric)])
      if (best) safe.add(ofModel[best.index]!);
  }
  return safe;
}
