import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import type { Extent } from '../../../protocol/reader';
import { isInside } from '../../runs/containedPath';
import { openRegular, readFully } from '../../runs/readBounded';
import { systemCode } from '../../runs/writeError';

/** Bytes that can be read anywhere. */
export interface ByteSource {
  readonly size: number;
  /** Fills `into` from `position` on. Throws LayerglassError where they are not all there. */
  read(into: Uint8Array, position: number): void;
  /** The same of a few bytes that are looked at before all is read: no checksum is taken along, where there is one. */
  peek?(into: Uint8Array, position: number): void;
  /**
   * Where these bytes lie in files, if nothing is done with them but to read them; else null. Throws LayerglassError where one
   * cannot be opened.
   */
  plain?(position: number, length: number): Extent[] | null;
}

/** One file, opened when it is first read. */
export class FileSource implements ByteSource {
  private fd: number | null = null;

  /** @param name as problems call it: relative to what was opened, with `/` */
  constructor(
    readonly file: string,
    readonly name: string,
    readonly size: number,
  ) {}

  read(into: Uint8Array, position: number): void {
    const fd = this.opened();
    let got: number;
    try {
      got = readFully(fd, into, position);
    } catch (error) {
      throw new LayerglassError('unreadable', `Cannot read ${this.name}: ${(error as Error).message}`, {
        where: this.name,
        cause: error,
        remedy: 'See whether its disk is still there.',
      });
    }
    if (got < into.length) throw shortFile(this.name, position + into.length, position + got);
  }

  plain(position: number, length: number): Extent[] | null {
    return position + length <= this.size ? [{ fd: this.opened(), at: position, bytes: length }] : null;
  }

  close(): void {
    if (this.fd !== null) fs.closeSync(this.fd);
    this.fd = null;
  }

  private opened(): number {
    this.fd ??= openRegular(this.file);
    if (this.fd === null) throw missingFile(this.name);
    return this.fd;
  }
}

export const missingFile = (name: string): LayerglassError =>
  new LayerglassError('file-missing', `${name} is missing`, {
    where: name,
    remedy: 'Copy the whole folder, or choose another checkpoint.',
  });
export const shortFile = (name: string, wanted: number, size: number): LayerglassError =>
  new LayerglassError('file-short', `${name} ends after ${size} bytes, where ${wanted} are needed`, {
    where: name,
    remedy: 'It was not written to its end: copy it again, or choose another checkpoint.',
  });

/**
 * The real path and size of a regular file of a folder that is not trusted; links inside the folder are followed, none out
 * of it. Throws LayerglassError `file-missing`, `outside`, `not-a-file`.
 * @param folder absolute
 * @param name relative to it, with `/`
 * @param linkedFolder absolute and real: links may lead to its own files too
 */
export function fileInside(
  folder: string,
  name: string,
  linkedFolder: string | null = null,
): { file: string; size: number } {
  const outside = (): LayerglassError =>
    new LayerglassError('outside', `${name} leads out of its folder`, {
      where: name,
      remedy: 'Only files inside the folder are opened: copy it there.',
    });
  const place = path.resolve(folder, name);
  if (name.includes('\0') || !isInside(folder, place)) throw outside();
  try {
    const file = fs.realpathSync(place);
    if (path.dirname(file) !== linkedFolder && !isInside(fs.realpathSync(folder), file)) throw outside();
    const stat = fs.statSync(file);
    if (stat.isFile()) return { file, size: stat.size };
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) throw missingFile(name);
    throw new LayerglassError('unreadable', `Cannot read ${name}: ${(error as Error).message}`, {
      where: name,
      cause: error,
      remedy: 'See whether you may read the folder.',
    });
  }
  throw new LayerglassError('not-a-file', `${name} is not a regular file`, { where: name });
}
