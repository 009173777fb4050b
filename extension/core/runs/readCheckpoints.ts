import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CheckpointRecord, Notice } from '../../protocol/run';
import { parseCheckpointIndex } from './checkpointIndex';
import { isRealFolder, maxIndexBytes, readBounded } from './readBounded';
import { checkpointFileName, checkpointsName, indexName, trashPath } from './runPaths';

/** More than a run keeps: the folder is listed once. */
const manyRecords = 1000;
/** Named one by one up to here; then counted. */
const maxMissingNamed = 20;

/** The checkpoints of a run, ascending by step, those dropped and those in the trash included. Throws LayerglassError where the index cannot be read. */
export function readCheckpoints(folder: string): CheckpointRecord[] {
  return readCheckpointIndex(folder).records;
}

/**
 * The same, and what is wrong with them. One that is listed but whose folder is gone, or leads elsewhere, is left out and
 * said; nothing but the index is read, so a hundred checkpoints cost a hundred looks at a file's name.
 */
export function readCheckpointIndex(folder: string): { records: CheckpointRecord[]; notices: Notice[] } {
  const checkpoints = path.join(folder, checkpointsName);
  const bytes = isRealFolder(checkpoints) ? readBounded(path.join(checkpoints, indexName), maxIndexBytes) : null;
  if (!bytes) return { records: [], notices: [] };
  const { records, badLines } = parseCheckpointIndex(bytes);
  const notices: Notice[] = [];
  if (badLines)
    notices.push({ code: 'index-damaged', message: `${badLines} lines of the index of checkpoints cannot be read` });
  const whole: CheckpointRecord[] = [];
  let missing = 0;
  // of a hundred thousand those that are missing cost no look at the disk each
  const folders = records.length > manyRecords ? foldersIn(checkpoints) : null;
  const isPlaced = (record: CheckpointRecord): boolean =>
    (folders === null || folders.has(path.basename(record.path))) && isCheckpoint(folder, record.path);
  for (const record of records)
    if (record.dropped || isPlaced(record) || isInTrash(folder, record)) whole.push(record);
    else if (++missing <= maxMissingNamed)
      notices.push({ code: 'checkpoint-missing', message: `${record.path} is listed, but is not there` });
  if (missing > maxMissingNamed)
    notices.push({
      code: 'checkpoint-missing',
      message: `${missing - maxMissingNamed} more are listed, but are not there`,
    });
  return { records: whole, notices };
}

const isInTrash = (folder: string, record: CheckpointRecord): boolean =>
  record.isTrashed === true && isCheckpoint(folder, trashPath(record.path));

function foldersIn(place: string): Set<string> {
  const entries = fs.readdirSync(place, { withFileTypes: true });
  return new Set(entries.filter(entry => entry.isDirectory()).map(entry => entry.name));
}

function isCheckpoint(folder: string, relative: string): boolean {
  const place = path.join(folder, relative);
  try {
    return isRealFolder(place) && fs.lstatSync(path.join(place, checkpointFileName)).isFile();
  } catch {
    return false;
  }
}
