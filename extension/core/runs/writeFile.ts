import * as path from 'node:path';
import type { FileSystem } from './fileSystem';
import { systemCode, writeError } from './writeError';

export type Bytes = Uint8Array;

/** Writes all of the bytes at the file's end or at `position`: a single call may write fewer than it was given. */
export function writeAll(fileSystem: FileSystem, fd: number, bytes: Bytes, position: number | null = null): void {
  for (let done = 0; done < bytes.length;) {
    // A single call takes less than 2 GiB on some systems.
    const length = Math.min(bytes.length - done, 2 ** 30);
    done += fileSystem.writeSync(fd, bytes, done, length, position === null ? null : position + done);
  }
}

/** Writes a new file, or replaces one, and sees it on the disk. Throws LayerglassError; a partial file may be left. */
export function writeSynced(fileSystem: FileSystem, file: string, parts: readonly Bytes[]): void {
  try {
    const fd = fileSystem.openSync(file, 'w');
    try {
      for (const part of parts) writeAll(fileSystem, fd, part);
      fileSystem.fsyncSync(fd);
    } finally {
      fileSystem.closeSync(fd);
    }
  } catch (error) {
    throw writeError(error, file);
  }
}

/** Replaces a file as one step: a reader, or a crash, sees the old one or the new one whole. Throws LayerglassError. */
export function replaceFile(fileSystem: FileSystem, file: string, parts: readonly Bytes[]): void {
  const temporary = temporaryName(file);
  try {
    writeSynced(fileSystem, temporary, parts);
    renameSynced(fileSystem, temporary, file);
  } catch (error) {
    removeQuietly(fileSystem, temporary);
    throw writeError(error, file);
  }
}

/** Beside the file, so that a rename stays on one disk. What bears such a name is never read, and removed when a writer opens the folder. */
export const temporaryName = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
export const isTemporaryName = (name: string): boolean => name.startsWith('.') && name.endsWith('.tmp');

/** Renames and sees the new name on the disk. On Windows a reader that has the file open is waited for. */
export function renameSynced(fileSystem: FileSystem, from: string, to: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      fileSystem.renameSync(from, to);
      break;
    } catch (error) {
      if (attempt >= 5 || !['EBUSY', 'EPERM', 'EACCES'].includes(systemCode(error)) || !isBusyPossible) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 * 2 ** attempt);
    }
  }
  syncFolder(fileSystem, path.dirname(to));
}
const isBusyPossible = process.platform === 'win32';

function syncFolder(fileSystem: FileSystem, folder: string): void {
  let fd: number;
  try {
    fd = fileSystem.openSync(folder, 'r');
  } catch {
    // Windows opens no folders; a rename there is on the disk by itself.
    return;
  }
  try {
    fileSystem.fsyncSync(fd);
  } catch {
    // Some file systems sync no folders; the rename has happened all the same.
  } finally {
    fileSystem.closeSync(fd);
  }
}

/** Removes a file or a folder with all that is in it, if it can. */
export function removeQuietly(fileSystem: FileSystem, file: string): void {
  try {
    fileSystem.rmSync(file, { recursive: true, force: true });
  } catch {
    // What cannot be removed is ignored by readers.
  }
}
