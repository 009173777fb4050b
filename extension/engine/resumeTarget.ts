import * as path from 'node:path';
import { isRealFolder } from '../core/runs/readBounded';
import { readCheckpoints } from '../core/runs/readCheckpoints';
import { checkpointPathPattern } from '../core/runs/runPaths';
import { LayerglassError } from '../protocol/errors';
import type { CheckpointRecord } from '../protocol/run';

/** Which checkpoint of a run: by step, by the path of its record, or the last one. */
export type CheckpointChoice = { step: number } | { path: string } | 'last';

/** A run folder from what a person names: itself, or the folder of one of its checkpoints. Nothing is read. */
export function runTarget(target: string): { runFolder: string; choice: CheckpointChoice } {
  const place = path.resolve(target);
  const inner = place.split(path.sep).slice(-2).join('/');
  return checkpointPathPattern.test(inner)
    ? { runFolder: path.dirname(path.dirname(place)), choice: { path: inner } }
    : { runFolder: place, choice: 'last' };
}

/**
 * The checkpoint that is chosen. Throws LayerglassError: `no-checkpoint`, which says which ones there are,
 * `checkpoint-dropped`, `checkpoint-trashed`, and those of readCheckpoints.
 */
export function findCheckpoint(runFolder: string, choice: CheckpointChoice): CheckpointRecord {
  const all = readCheckpoints(runFolder);
  const there = all.filter(r => !r.dropped && !r.isTrashed);
  const isMeant = (r: CheckpointRecord): boolean =>
    choice === 'last' || ('step' in choice ? r.step === choice.step : r.path === choice.path);
  const found = there.findLast(isMeant);
  if (found) return found;
  const gone = all.findLast(isMeant);
  const what = choice === 'last' ? '' : 'step' in choice ? ` at step ${choice.step}` : ` ${choice.path}`;
  if (gone?.isTrashed)
    throw new LayerglassError('checkpoint-trashed', `The checkpoint${what} was deleted.`, {
      where: runFolder,
      remedy: 'Restore it first: Layerglass: Restore Deleted Checkpoints….',
    });
  if (gone && choice !== 'last')
    throw new LayerglassError('checkpoint-dropped', `The checkpoint${what} was dropped to save space.`, {
      where: runFolder,
      remedy: stepsThere(there),
    });
  if (choice !== 'last' && 'path' in choice && isRealFolder(path.join(runFolder, choice.path)))
    throw new LayerglassError('no-checkpoint', `The folder ${choice.path} is not one of the run’s checkpoints.`, {
      where: runFolder,
      remedy: stepsThere(there),
    });
  throw new LayerglassError('no-checkpoint', `There is no checkpoint${what} in this run.`, {
    where: runFolder,
    remedy: stepsThere(there),
  });
}

function stepsThere(there: readonly CheckpointRecord[]): string {
  if (!there.length) return 'It has none: run the program again.';
  const steps = [...new Set(there.map(r => r.step))];
  const shown = steps.length > 12 ? [...steps.slice(0, 6), '…', ...steps.slice(-5)] : steps;
  return `Those there are at steps ${shown.join(', ')}.`;
}
