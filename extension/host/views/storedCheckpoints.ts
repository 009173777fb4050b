import * as fs from 'node:fs';
import * as path from 'node:path';
import { readCheckpoints } from '../../core/runs/readCheckpoints';
import { checkpointsName, indexName } from '../../core/runs/runPaths';
import type { CheckpointRecord } from '../../protocol/run';

/** Run folders whose checkpoints are held: what a person can have open. */
const maxHeld = 1000;

/** The checkpoints of run folders, from their index alone; asked again, only an index that has changed is read. */
export class StoredCheckpoints {
  private readonly held = new Map<string, { stamp: string; records: readonly CheckpointRecord[] }>();

  /** `onFailure` is told of an index that cannot be read: it then counts as empty. */
  constructor(private readonly onFailure: (error: unknown) => void) {}

  /** Run folders whose checkpoints someone has changed since they were read. */
  changed(): string[] {
    return [...this.held]
      .filter(([runFolder, { stamp }]) => stamp !== stampOf(runFolder))
      .map(([runFolder]) => runFolder);
  }

  /** Ascending by step, those dropped and deleted included. */
  of(runFolder: string): readonly CheckpointRecord[] {
    const stamp = stampOf(runFolder);
    const held = this.held.get(runFolder);
    if (held?.stamp === stamp) return held.records;
    let records: readonly CheckpointRecord[] = [];
    try {
      records = readCheckpoints(runFolder);
    } catch (error) {
      this.onFailure(error);
    }
    if (this.held.size >= maxHeld) this.held.clear();
    this.held.set(runFolder, { stamp, records });
    return records;
  }
}

/** A folder's time changes when a checkpoint comes or goes, the index' when one is changed. */
function stampOf(runFolder: string): string {
  const folder = path.join(runFolder, checkpointsName);
  return [folder, path.join(folder, indexName)]
    .map(file => {
      const stat = fs.lstatSync(file, { throwIfNoEntry: false });
      return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : 'none';
    })
    .join(' ');
}
