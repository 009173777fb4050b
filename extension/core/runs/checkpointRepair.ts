import * as path from 'node:path';
import * as v from 'valibot';
import type { CheckpointRecord } from '../../protocol/run';
import { checkpointFileSchema, type CheckpointFile } from './checkpointFile';
import type { CheckpointFolder } from './checkpointFolder';
import { checkpointFileName, checkpointPathPattern, checkpointsName, trashName } from './runPaths';
import { isTemporaryName, removeQuietly } from './writeFile';

/** Done at one opening; a folder with more was not left so by a crash, and what remains is ignored by readers. */
const maxRepairs = 1000;
/** Of an old description there may be a lot: a checkpoint.json is no larger. */
const maxDescriptionBytes = 64 * 2 ** 20;

/**
 * Brings folder and index together after a crash: what is temporary or was dropped is removed, what was moved without its
 * line, or listed without its move, is moved to where the index has it, and a whole checkpoint that is not listed is listed.
 */
export function repairCheckpoints(checkpoints: CheckpointFolder): void {
  const { fileSystem, folder } = checkpoints;
  let left = maxRepairs;
  for (const name of fileSystem.readdirSync(folder)) {
    if (left <= 0) break;
    const place = path.join(folder, name);
    if (isTemporaryName(name)) {
      left--;
      removeQuietly(fileSystem, place);
      continue;
    }
    const checkpointPath = `${checkpointsName}/${name}`;
    if (!checkpointPathPattern.test(checkpointPath)) continue;
    const record = checkpoints.find(checkpointPath);
    if (record && !record.dropped && !record.isTrashed) continue;
    left--;
    if (!record) adopt(checkpoints, checkpointPath);
    else if (record.dropped) checkpoints.discard(place);
    else move(checkpoints, place, checkpoints.trashPlaceOf(record));
  }
  repairTrash(checkpoints, left);
}

function repairTrash(checkpoints: CheckpointFolder, left: number): void {
  const { fileSystem, folder } = checkpoints;
  const trash = path.join(folder, trashName);
  if (!isFolder(checkpoints, trash)) return;
  for (const name of fileSystem.readdirSync(trash).slice(0, left)) {
    const record = checkpoints.find(`${checkpointsName}/${name}`);
    if (!record || record.isTrashed) continue;
    const place = path.join(trash, name);
    if (record.dropped) checkpoints.discard(place);
    else if (!checkpoints.isThere(checkpoints.placeOf(record))) move(checkpoints, place, checkpoints.placeOf(record));
  }
}

/** Where it cannot be done nothing is lost: readers look in both places. */
function move(checkpoints: CheckpointFolder, from: string, to: string): void {
  try {
    checkpoints.trashFolder();
    if (!checkpoints.isThere(to)) checkpoints.fileSystem.renameSync(from, to);
  } catch {
    // tried again when it is opened next
  }
}

/** Lists a checkpoint that was written whole and not listed any more; what never was one is removed. */
function adopt(checkpoints: CheckpointFolder, checkpointPath: string): void {
  const place = checkpoints.placeOf({ path: checkpointPath });
  // a link leads to what others keep
  if (!isFolder(checkpoints, place)) return;
  if (!checkpoints.isThere(path.join(place, checkpointFileName))) return checkpoints.discard(place);
  const file = readDescription(checkpoints, place);
  // someone has put it there or changed it: it is not ours to remove
  if (!file || !hasAllFiles(checkpoints, place, file)) return;
  const { fit, step, epoch, reason, time, sizeBytes, parameters, metrics, changes } = file;
  const { batch, learningRate, hasNotFinite, optimizers } = file;
  const record: CheckpointRecord = {
    ...{ fit, step, epoch, reason, time, sizeBytes, parameters, metrics, changes, batch },
    ...(learningRate !== undefined && { learningRate }),
    ...(hasNotFinite && { hasNotFinite }),
    optimizers: optimizers.map(({ className }) => className),
    path: checkpointPath,
    pinned: false,
    dropped: false,
  };
  checkpoints.list(record);
}

function readDescription({ fileSystem }: CheckpointFolder, place: string): CheckpointFile | null {
  try {
    const file = path.join(place, checkpointFileName);
    const stat = fileSystem.lstatSync(file);
    if (!stat.isFile() || stat.size > maxDescriptionBytes) return null;
    return v.parse(checkpointFileSchema, JSON.parse(fileSystem.readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** By size: what was renamed was on the disk before, so only who changes it makes it another. */
function hasAllFiles({ fileSystem }: CheckpointFolder, place: string, { files }: CheckpointFile): boolean {
  try {
    return Object.entries(files).every(([name, { bytes }]) => {
      const inside = path.relative(place, path.join(place, name));
      const stat = fileSystem.lstatSync(path.join(place, name));
      return !inside.startsWith('..') && stat.isFile() && stat.size === bytes;
    });
  } catch {
    return false;
  }
}

function isFolder({ fileSystem }: CheckpointFolder, place: string): boolean {
  try {
    return fileSystem.lstatSync(place).isDirectory();
  } catch {
    return false;
  }
}
