import * as path from 'node:path';
import { listRuns } from '../../core/runs/listRuns';
import type { RunListItem } from '../../protocol/panel';
import { containment } from '../../core/runs/containedPath';

/** A run as its folder holds it. */
export interface StoredRun {
  /** Its key is the absolute run folder. */
  item: RunListItem;
  /** Absolute. The run folder itself where what run.json names lies outside of `roots`: that is never opened or run. */
  program: string;
  /** Absolute: what the program ran in and its sites are relative to. */
  workingFolder: string;
  /** Absolute folders outside of which nothing is opened for this run. */
  roots: readonly string[];
}

/**
 * The trainings in a folder of runs, newest first, from their run.json alone. One that cannot be read is left out. A cloned
 * folder may hold any run.json: with `roots`, only a program in one of them counts as such; null: the runs are our own.
 */
export function listStoredRuns(runsFolder: string, roots: readonly string[] | null): StoredRun[] {
  const isContained = roots && containment(roots);
  return listRuns(runsFolder)
    .filter(run => run.problem === null && run.mode === 'train')
    .map(({ key, id, status, startedAt, program, best, resumedFrom, folder }) => {
      const item = { key, id, status, startedAt, program, best, ...(resumedFrom && { resumedFrom }) };
      const file = path.resolve(folder, program);
      return isContained && !isContained(file)
        ? { item, program: key, workingFolder: key, roots: [] }
        : { item, program: file, workingFolder: folder, roots: roots ?? [folder, path.dirname(file)] };
    });
}
