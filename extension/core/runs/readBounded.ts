import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { systemCode } from './writeError';

/** Files of a run folder may come from anywhere: each is a regular file, no link, and no larger than what such a file is. */
export const maxManifestBytes = 64 * 2 ** 20;
export const maxIndexBytes = 64 * 2 ** 20;

/** True for a folder that is one itself: a link to another could lead anywhere. */
export function isRealFolder(folder: string): boolean {
  try {
    return fs.lstatSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** The bytes of a regular file, null where there is none. Throws LayerglassError `not-a-file`, `too-large`, `unreadable`. */
export function readBounded(file: string, maxBytes: number): Uint8Array | null {
  const fd = openRegular(file);
  if (fd === null) return null;
  try {
    const { size } = fs.fstatSync(fd);
    if (size > maxBytes)
      throw new LayerglassError('too-large', `${path.basename(file)} has ${size} bytes, more than such a file has`, {
        where: file,
      });
    const bytes = new Uint8Array(size);
    return bytes.subarray(0, readFully(fd, bytes, 0));
  } finally {
    fs.closeSync(fd);
  }
}

/** A descriptor of a regular file, null where there is none. Throws LayerglassError where it is a link or no file. */
export function openRegular(file: string): number | null {
  let stat: fs.Stats;
  try {
    stat = fs.lstatSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return null;
    throw unreadable(file, error);
  }
  // A pipe would be waited on for ever, a link leads out of the folder.
  if (!stat.isFile())
    throw new LayerglassError('not-a-file', `${path.basename(file)} is not a regular file`, { where: file });
  try {
    return fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Fills `bytes` from `position` on as far as the file goes; returns how many it got. */
export function readFully(fd: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const got = fs.readSync(fd, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

const unreadable = (file: string, error: unknown): LayerglassError =>
  new LayerglassError('unreadable', `Cannot read ${path.basename(file)}: ${(error as Error).message}`, {
    where: file,
    cause: error,
    remedy: 'See whether you may read the folder.',
  });
