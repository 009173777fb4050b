import * as path from 'node:path';
import * as v from 'valibot';
import { parseJsonLines } from './jsonLines';
import { isRealFolder, maxIndexBytes, readBounded } from './readBounded';
import { indexName, snapshotDataName, snapshotsName } from './runPaths';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
/** One line of the index: which snapshot, and where its bytes are in the file of all. */
export const snapshotLineSchema = v.object({
  fit: v.number(),
  model: v.string(),
  step: v.number(),
  epoch: v.nullable(v.number()),
  at: size,
  bytes: size,
});
export type SnapshotLine = v.InferOutput<typeof snapshotLineSchema>;

export const snapshotDataFile = (folder: string): string => path.join(folder, snapshotsName, snapshotDataName);
export const snapshotIndexFile = (folder: string): string => path.join(folder, snapshotsName, indexName);
/** The same snapshot with all its buckets, kept for few of them. `at` is unique, so it names the file. */
export const fullSnapshotFile = (folder: string, at: number): string =>
  path.join(folder, snapshotsName, `full-${at}.bin`);

/**
 * The snapshots of a run folder in the order written; none where there is no index. One that was written before it was
 * complete counts in its newest state. Throws LayerglassError.
 */
export function readSnapshotIndex(folder: string): { lines: SnapshotLine[]; badLines: number } {
  const file = snapshotIndexFile(folder);
  const bytes = isRealFolder(path.dirname(file)) ? readBounded(file, maxIndexBytes) : null;
  if (!bytes) return { lines: [], badLines: 0 };
  const { values, badLines } = parseJsonLines(bytes);
  const lines = values.map(value => v.safeParse(snapshotLineSchema, value)).filter(r => r.success);
  const newest = new Map<string, SnapshotLine>();
  for (const { output } of lines) newest.set(JSON.stringify([output.fit, output.model, output.step]), output);
  return { lines: [...newest.values()], badLines: badLines + values.length - lines.length };
}
