import * as path from 'node:path';
import { isRealFolder } from '../../core/runs/readBounded';
import { readCheckpoints } from '../../core/runs/readCheckpoints';
import { checkpointPathPattern } from '../../core/runs/runPaths';
import { plainText } from '../../core/text/plainText';
import { formatCount } from '../../core/stats/formatFigure';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointRecord } from '../../protocol/run';
import type { LiveRun } from '../runs/liveRun';
import type { RunCatalog } from '../runs/runCatalog';

/** A checkpoint: absolute run folder, path of its record, absolute folder. */
export interface CheckpointPlace {
  runFolder: string;
  path: string;
  place: string;
}

/** A checkpoint that is there, with what is known of its run. */
export interface FoundCheckpoint extends CheckpointPlace {
  record: CheckpointRecord;
  /** Absolute. */
  program: string;
  runId: number;
  /** Where the run is one of this window, ended or not. */
  live: LiveRun | null;
}

export const placeOf = (runFolder: string, inner: string): CheckpointPlace => ({
  runFolder,
  path: inner,
  place: path.join(runFolder, inner),
});

/** The run of a folder that the workspace is known to hold; throws LayerglassError `no-run`. */
export function findRun(catalog: RunCatalog, runFolder: string): Pick<FoundCheckpoint, 'program' | 'runId' | 'live'> {
  const live = catalog.runs.all.find(r => r.mode === 'train' && r.key === runFolder) ?? null;
  const stored = catalog.library.find(runFolder);
  const item = live?.item ?? stored?.item;
  const program = live?.program ?? stored?.program;
  if (!item || program === undefined || !isRealFolder(runFolder))
    throw new LayerglassError('no-run', 'The run folder is gone.', {
      where: runFolder,
      remedy: 'If it was moved, open the folder that it is in now.',
    });
  return { program, runId: item.id, live };
}

/** Every checkpoint of a run as it stands now, ascending by step, deleted ones included. */
export const recordsOf = (runFolder: string, live: LiveRun | null): readonly CheckpointRecord[] =>
  // of one that has ended the folder may have been changed since
  live?.isActive ? live.state.checkpoints : readCheckpoints(runFolder);

/**
 * The checkpoint of a row or of a page's request, looked up again: what is asked for may be gone since it was drawn.
 * Throws LayerglassError `no-run`, `no-checkpoint`, `checkpoint-missing`.
 */
export function findCheckpoint(catalog: RunCatalog, { runFolder, path: inner }: CheckpointPlace): FoundCheckpoint {
  const run = findRun(catalog, runFolder);
  const record = recordsOf(runFolder, run.live).find(r => r.path === inner);
  // the path of a row that came from elsewhere could lead anywhere
  const isPath = checkpointPathPattern.test(inner);
  const step = Number(/step-(\d+)/.exec(inner)?.[1]);
  const name = isPath ? nameOfCheckpoint(run.runId, record ?? { step }) : plainText(inner, 60);
  if (!isPath || (record && (record.dropped || record.isTrashed === true)))
    throw new LayerglassError('no-checkpoint', `${name} was dropped or deleted.`, {
      remedy: 'Choose another checkpoint. What was deleted comes back with Restore Deleted Checkpoints.',
    });
  const place = path.join(runFolder, inner);
  if (!record || !isRealFolder(place))
    throw new LayerglassError('checkpoint-missing', `The folder of ${name} is not there any more.`, {
      where: place,
      remedy: 'Choose another checkpoint.',
    });
  return { runFolder, path: inner, place, record, ...run };
}

/** `step 400 of run 14`. */
export const nameOfCheckpoint = (runId: number, { step }: Pick<CheckpointRecord, 'step'>): string =>
  `step ${formatCount(step)} of run ${runId}`;
