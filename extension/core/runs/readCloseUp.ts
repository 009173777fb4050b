import * as fs from 'node:fs';
import type { PicturesAt, UnitsAt } from '../../protocol/closeUp';
import type { SnapshotRef } from '../../protocol/run';
import { damaged, readPictures, readUnits } from './closeUpBytes';
import { closeUpFile, readCloseUpIndex, type CloseUpLine } from './closeUpIndex';
import { openRegular, readFully } from './readBounded';
import type { ReadBytes } from './tabledBytes';

/** Larger files are not close-ups. */
const maxFileBytes = 64 * 2 ** 20;

export interface CloseUpQuery extends Pick<SnapshotRef, 'fit' | 'model' | 'step'> {
  layer: string;
}

/**
 * The units of a layer at the step asked for, else at the nearest one before it that is kept, else after it. Null where
 * there are none of this layer. Throws LayerglassError `close-up-damaged`.
 */
export const readUnitsAt = (folder: string, query: CloseUpQuery): UnitsAt | null =>
  readNearest(folder, query, () => true, readUnits);

/** The pictures of a layer, chosen likewise. */
export const readPicturesAt = (folder: string, query: CloseUpQuery): PicturesAt | null =>
  readNearest(folder, query, line => line.hasPictures, readPictures);

function readNearest<T>(
  folder: string,
  query: CloseUpQuery,
  isWanted: (line: CloseUpLine) => boolean,
  read: (bytes: ReadBytes, layer: string) => T | null,
): T | null {
  const lines = readCloseUpIndex(folder)
    .filter(line => line.model === query.model && isWanted(line))
    .sort((a, b) => a.step - b.step || a.fit - b.fit);
  const isBefore = ({ step, fit }: CloseUpLine): boolean =>
    step < query.step || (step === query.step && fit <= query.fit);
  const before = lines.filter(isBefore).reverse();
  const after = lines.filter(line => !isBefore(line));
  for (const line of [...before, ...after]) {
    const found = withBytes(folder, line, bytes => read(bytes, query.layer));
    if (found !== null) return found;
  }
  return null;
}

/** Gives `use` the bytes of a close-up; null where it was dropped. */
function withBytes<T>(folder: string, line: CloseUpLine, use: (read: ReadBytes) => T): T | null {
  const fd = openRegular(closeUpFile(folder, line.number));
  if (fd === null) return null;
  try {
    const { size } = fs.fstatSync(fd);
    if (size > maxFileBytes) throw damaged('its file is too large');
    return use((at, length) => {
      // Checked before anything of that length is made.
      if (!(length >= 0 && at + length <= size)) throw damaged(`${length} bytes more expected`);
      const bytes = new Uint8Array(length);
      if (readFully(fd, bytes, at) !== length) throw damaged('it ends too early');
      return bytes;
    });
  } finally {
    fs.closeSync(fd);
  }
}
