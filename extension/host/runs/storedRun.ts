import * as path from 'node:path';
import { listRuns } from '../../core/runs/listRuns';
import type { RunListItem } from '../../protocol/panel';

/** A run as its folder holds it. */
export interface StoredRun {
  /** Its key is the absolute run folder. */
  item: RunListItem;
  /** Absolute. */
  program: string;
  /** Absolute: what the program ran in and its sites are relative to. */
  workingFolder: string;
}

/** The trainings in a folder of runs, newest first, from their run.json alone. One that cannot be read is left out. */
export function listStoredRuns(runsFolder: string): StoredRun[] {
  return listRuns(runsFolder)
    .filter(run => run.problem === null && run.mode === 'train')
    .map(({ key, id, status, startedAt, program, best, folder }) => ({
      item: { key, id, status, startedAt, program, best },
      program: path.resolve(folder, program),
      workingFolder: folder,
    }));
}
