import { LayerglassError } from '../../protocol/errors';
import type { CheckpointRecord } from '../../protocol/run';
import type { CheckpointChange } from '../../protocol/runner';
import { without, type CheckpointFolder } from './checkpointFolder';
import { writeError } from './writeError';
import { removeQuietly, renameSynced } from './writeFile';

const maxNameLength = 200;
/** What was deleted can come back for so long: a week. */
const trashMs = 7 * 24 * 3600_000;

/**
 * Does what a person asks for. Returns the changed record. Throws LayerglassError: `no-checkpoint` where there is none of
 * this path, or it was dropped; `checkpoint-missing` where its folder is gone; or why it cannot be written. Then all is as before.
 */
export function changeCheckpoint(
  checkpoints: CheckpointFolder,
  change: CheckpointChange,
  nowMs: number,
): CheckpointRecord {
  const record = checkpoints.find(change.path);
  if (!record || record.dropped) throw noCheckpoint(change.path, record ? 'was dropped' : 'is not listed');
  switch (change.do) {
    case 'pin':
      return listed(checkpoints, record, { ...record, pinned: change.pinned });
    case 'rename': {
      const rest = without(record, 'name');
      const name = change.name?.trim().slice(0, maxNameLength);
      return listed(checkpoints, record, name ? { ...rest, name } : rest);
    }
    case 'trash':
      return record.isTrashed ? record : toTrash(checkpoints, record, nowMs);
    case 'untrash':
      return record.isTrashed ? fromTrash(checkpoints, record) : record;
  }
}

/** What was deleted a week ago or longer is gone. Returns the changed records. Never throws: it can wait. */
export function emptyOldTrash(checkpoints: CheckpointFolder, nowMs: number): CheckpointRecord[] {
  return emptyTrashed(checkpoints, record => nowMs - (record.trashedAt ?? nowMs) >= trashMs);
}

/** All that is in the trash is gone for good. Returns the changed records. */
export const emptyAllTrash = (checkpoints: CheckpointFolder): CheckpointRecord[] =>
  emptyTrashed(checkpoints, () => true);

function emptyTrashed(
  checkpoints: CheckpointFolder,
  isChosen: (record: CheckpointRecord) => boolean,
): CheckpointRecord[] {
  const emptied: CheckpointRecord[] = [];
  for (const record of checkpoints.records)
    if (record.isTrashed && !record.dropped && isChosen(record))
      try {
        emptied.push(checkpoints.drop(record));
      } catch {
        break;
      }
  return emptied;
}

function listed(checkpoints: CheckpointFolder, before: CheckpointRecord, now: CheckpointRecord): CheckpointRecord {
  if (before.isTrashed) throw noCheckpoint(before.path, 'was deleted');
  checkpoints.list(now);
  return now;
}

/** The line comes first: listed as there it would have to load while it is on its way. */
function toTrash(checkpoints: CheckpointFolder, record: CheckpointRecord, nowMs: number): CheckpointRecord {
  const { fileSystem } = checkpoints;
  const [from, to] = [checkpoints.placeOf(record), checkpoints.trashPlaceOf(record)];
  if (!checkpoints.isThere(from)) throw missing(record.path, from);
  try {
    checkpoints.trashFolder();
  } catch (error) {
    throw writeError(error, to);
  }
  removeQuietly(fileSystem, to);
  const trashed = { ...record, isTrashed: true, trashedAt: nowMs };
  checkpoints.list(trashed);
  try {
    renameSynced(fileSystem, from, to);
  } catch (error) {
    checkpoints.list(record);
    throw writeError(error, from);
  }
  return trashed;
}

/** The move comes first, for the same reason. */
function fromTrash(checkpoints: CheckpointFolder, record: CheckpointRecord): CheckpointRecord {
  const { fileSystem } = checkpoints;
  const [from, to] = [checkpoints.trashPlaceOf(record), checkpoints.placeOf(record)];
  // a crash, or a disk that refused, may have left it where it was
  const isMoved = !checkpoints.isThere(from) && checkpoints.isThere(to);
  if (!isMoved) {
    if (!checkpoints.isThere(from)) throw missing(record.path, from);
    try {
      renameSynced(fileSystem, from, to);
    } catch (error) {
      throw writeError(error, to);
    }
  }
  const there = without(record, 'isTrashed', 'trashedAt');
  checkpoints.list(there);
  return there;
}

const noCheckpoint = (checkpointPath: string, why: string): LayerglassError =>
  new LayerglassError('no-checkpoint', `${checkpointPath} ${why}`, { remedy: 'Choose another checkpoint.' });
const missing = (checkpointPath: string, place: string): LayerglassError =>
  new LayerglassError('checkpoint-missing', `${checkpointPath} is not there any more`, {
    where: place,
    remedy: 'Choose another checkpoint.',
  });
