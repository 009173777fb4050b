import * as v from 'valibot';
import { checkpointRecordSchema, type CheckpointRecord } from '../../protocol/run';
import { parseJsonLines } from './jsonLines';
import { checkpointPathPattern } from './runPaths';

/**
 * The checkpoints of an index, ascending by step: of several lines for one path the last counts. Lines that are not what
 * they should be are left out and counted; a torn last one is cut without a word. `goodBytes`: how far the file is whole.
 */
export function parseCheckpointIndex(bytes: Uint8Array): {
  records: CheckpointRecord[];
  badLines: number;
  goodBytes: number;
} {
  const { values, badLines, goodBytes } = parseJsonLines(bytes);
  const byPath = new Map<string, CheckpointRecord>();
  let wrong = badLines;
  for (const value of values) {
    const parsed = v.safeParse(checkpointRecordSchema, value);
    // The path of a hostile index could lead anywhere.
    if (parsed.success && checkpointPathPattern.test(parsed.output.path)) byPath.set(parsed.output.path, parsed.output);
    else wrong++;
  }
  // of one step in the order they were listed: a clock may have been set back
  const records = [...byPath.values()].sort((a, b) => a.step - b.step);
  return { records, badLines: wrong, goodBytes };
}
