import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { isEnded, type CheckpointRecord } from '../../protocol/run';
import type { CheckpointChange } from '../../protocol/runner';
import { changeCheckpoint, emptyAllTrash, emptyOldTrash } from './checkpointChanges';
import { CheckpointFolder } from './checkpointFolder';
import { nodeFileSystem } from './fileSystem';
import { readManifest } from './manifestFile';
import { isRealFolder } from './readBounded';
import { liveness } from './readRun';
import { runLocked, withRunLock } from './runLock';
import { checkpointsName } from './runPaths';
import { writeError } from './writeError';

/**
 * Pins, renames, deletes or brings back a checkpoint of a run that has ended. Resolves to the changed record. Rejects with
 * LayerglassError: `run-locked` while another process writes the run or changes it, `no-checkpoint`, `checkpoint-missing`,
 * `no-run`, or why it cannot be written.
 */
export async function editCheckpoints(runFolder: string, change: CheckpointChange): Promise<CheckpointRecord> {
  return edited(runFolder, checkpoints => changeCheckpoint(checkpoints, change, Date.now()));
}

/** Removes for good what was deleted of a run that has ended. Resolves to the changed records; rejects as editCheckpoints. */
export async function emptyTrash(runFolder: string): Promise<CheckpointRecord[]> {
  return edited(runFolder, emptyAllTrash);
}

async function edited<T>(runFolder: string, edit: (checkpoints: CheckpointFolder) => T): Promise<T> {
  const folder = path.join(runFolder, checkpointsName);
  if (!isRealFolder(runFolder) || !isRealFolder(folder))
    throw new LayerglassError('no-checkpoint', `There are no checkpoints in ${runFolder}`, {
      where: folder,
      remedy: 'Choose another run.',
    });
  return withRunLock(runFolder, () => {
    const { manifest } = readManifest(runFolder);
    if (!isEnded(liveness(runFolder, manifest).status)) throw runLocked(manifest.process, runFolder);
    try {
      const checkpoints = new CheckpointFolder(nodeFileSystem, runFolder);
      try {
        emptyOldTrash(checkpoints, Date.now());
        return edit(checkpoints);
      } finally {
        checkpoints.close();
      }
    } catch (error) {
      throw writeError(error, folder);
    }
  });
}
