import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointRecord } from '../../protocol/run';
import { AppendFile } from './appendFile';
import { parseCheckpointIndex } from './checkpointIndex';
import { repairCheckpoints } from './checkpointRepair';
import type { FileSystem } from './fileSystem';
import { jsonLine } from './jsonLines';
import { maxIndexBytes } from './readBounded';
import { checkpointsName, indexName, trashPath } from './runPaths';
import { systemCode, writeError } from './writeError';
import { removeQuietly, renameSynced, temporaryName, type Bytes } from './writeFile';

/** An index that has grown to this is written anew with one line for each checkpoint: readers take no more than four times it. */
const compactBytes = maxIndexBytes / 4;

/** The checkpoints of a run for one that writes: the records, and the index, which is always told first. */
export class CheckpointFolder {
  /** Absolute. */
  readonly folder: string;
  /** By path, in the order they were listed. */
  private readonly byPath: Map<string, CheckpointRecord>;
  private index: AppendFile;
  private compactAt = compactBytes;

  /**
   * Opens what is there, makes it where there is none, cuts the index' torn end, and mends what a crash has left. Throws
   * LayerglassError: `not-a-folder`, `not-a-file` where a link leads elsewhere, `too-large`, or why it cannot be written.
   */
  constructor(
    readonly fileSystem: FileSystem,
    readonly runFolder: string,
  ) {
    this.folder = path.join(runFolder, checkpointsName);
    fileSystem.mkdirSync(this.folder, { recursive: true });
    assertRealFolder(fileSystem, this.folder);
    const file = path.join(this.folder, indexName);
    const { records, goodBytes } = parseCheckpointIndex(readIndex(fileSystem, file));
    this.byPath = new Map(records.map(record => [record.path, record]));
    this.index = new AppendFile(fileSystem, file, goodBytes);
    try {
      repairCheckpoints(this);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get records(): CheckpointRecord[] {
    return [...this.byPath.values()];
  }
  find(checkpointPath: string): CheckpointRecord | undefined {
    return this.byPath.get(checkpointPath);
  }
  /** The newest that is there. */
  get last(): CheckpointRecord | undefined {
    return this.records.findLast(record => !record.dropped && !record.isTrashed);
  }
  /** True where a line that could not be written could not be taken back either. */
  get hasTornEnd(): boolean {
    return this.index.hasTornEnd;
  }

  placeOf({ path: checkpointPath }: Pick<CheckpointRecord, 'path'>): string {
    return path.join(this.runFolder, checkpointPath);
  }
  trashPlaceOf({ path: checkpointPath }: Pick<CheckpointRecord, 'path'>): string {
    return path.join(this.runFolder, trashPath(checkpointPath));
  }
  /** The folder of the trash, made where there is none. Throws LayerglassError. */
  trashFolder(): string {
    const folder = path.dirname(this.trashPlaceOf({ path: `${checkpointsName}/x` }));
    this.fileSystem.mkdirSync(folder, { recursive: true });
    assertRealFolder(this.fileSystem, folder);
    return folder;
  }

  /** `step-20`, or `step-20-2` where there is or was one at this step. */
  freePlace(step: number): string {
    let name = `step-${step}`;
    const isTaken = (): boolean =>
      this.byPath.has(`${checkpointsName}/${name}`) || this.isThere(path.join(this.folder, name));
    for (let n = 2; isTaken(); n++) name = `step-${step}-${n}`;
    return path.join(this.folder, name);
  }

  /** A link that leads nowhere is there too. */
  isThere(place: string): boolean {
    try {
      this.fileSystem.lstatSync(place);
      return true;
    } catch {
      return false;
    }
  }

  /** Lists a checkpoint, or what has become of it; it is on the disk when it returns. Throws LayerglassError, and then nothing was listed. */
  list(record: CheckpointRecord): void {
    this.index.appendSynced(jsonLine(record));
    this.byPath.set(record.path, record);
    if (this.index.length > this.compactAt) this.compact();
  }

  /** Lists it as dropped, then removes it: whatever happens in between, what is listed loads. Returns its record. Throws LayerglassError. */
  drop(record: CheckpointRecord): CheckpointRecord {
    // its line stays for good, so it is a short one
    const dropped = { ...without(record, 'isTrashed', 'trashedAt'), changes: {}, dropped: true };
    this.list(dropped);
    this.discard(record.isTrashed ? this.trashPlaceOf(record) : this.placeOf(record));
    return dropped;
  }

  /** Removes a checkpoint's folder, if it can. Renamed first: one that is half removed must not look like one. */
  discard(place: string): void {
    const doomed = temporaryName(path.join(this.folder, path.basename(place)));
    removeQuietly(this.fileSystem, doomed);
    try {
      this.fileSystem.renameSync(place, doomed);
    } catch {
      // gone already, or may not be renamed: then perhaps it may not be removed either
      return removeQuietly(this.fileSystem, place);
    }
    removeQuietly(this.fileSystem, doomed);
  }

  close(): void {
    this.index.close();
  }

  /** Writes the index anew, one line for each checkpoint, in one step. Where that cannot be done it goes on growing. */
  private compact(): void {
    const { file } = this.index;
    const temporary = temporaryName(file);
    let next: AppendFile | null = null;
    try {
      removeQuietly(this.fileSystem, temporary);
      next = new AppendFile(this.fileSystem, temporary);
      next.appendSynced(joined(this.records.map(jsonLine)));
      renameSynced(this.fileSystem, temporary, file);
      this.index.close();
      this.index = next;
    } catch {
      next?.close();
      removeQuietly(this.fileSystem, temporary);
    }
    this.compactAt = Math.max(compactBytes, 2 * this.index.length);
  }
}

/** The record without what it need not have. */
export function without(record: CheckpointRecord, ...fields: ('name' | 'isTrashed' | 'trashedAt')[]): CheckpointRecord {
  const rest = { ...record };
  for (const field of fields) delete rest[field];
  return rest;
}

function joined(parts: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

function readIndex(fileSystem: FileSystem, file: string): Uint8Array {
  let stat;
  try {
    stat = fileSystem.lstatSync(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Uint8Array();
    throw writeError(error, file);
  }
  if (!stat.isFile())
    throw new LayerglassError('not-a-file', `The index of checkpoints is no file: ${file}`, {
      where: file,
      remedy: 'Remove the link, or put the file back that was there.',
    });
  if (stat.size > maxIndexBytes)
    throw new LayerglassError('too-large', `The index of checkpoints has ${stat.size} bytes, more than one has`, {
      where: file,
    });
  return fileSystem.readFileSync(file);
}

/** Throws LayerglassError `not-a-folder` for a link: what is written there would be written elsewhere. */
function assertRealFolder(fileSystem: FileSystem, folder: string): void {
  if (fileSystem.lstatSync(folder).isDirectory()) return;
  throw new LayerglassError('not-a-folder', `${folder} is a link or no folder: nothing is written there`, {
    where: folder,
    remedy: 'Remove the link.',
  });
}
