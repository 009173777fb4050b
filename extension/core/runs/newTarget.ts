import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { nodeFileSystem } from './fileSystem';
import { removeQuietly, renameSynced, temporaryName, writeAll } from './writeFile';
import { writeError } from './writeError';

/**
 * Has something written under a temporary name beside `target` and, once it is whole, given that name: a crash leaves no
 * half of it. Throws LayerglassError `exists` where there is something of that name, or what could not be written.
 */
export async function writeNewTarget(target: string, write: (temporary: string) => Promise<void>): Promise<void> {
  assertFree(target);
  const temporary = temporaryName(target);
  try {
    removeQuietly(nodeFileSystem, temporary);
    await write(temporary);
    assertFree(target);
    renameSynced(nodeFileSystem, temporary, target);
  } catch (error) {
    removeQuietly(nodeFileSystem, temporary);
    throw writeError(error, target);
  }
}

function assertFree(target: string): void {
  if (fs.lstatSync(target, { throwIfNoEntry: false }))
    throw new LayerglassError('exists', `${path.basename(target)} is there already`, {
      where: target,
      remedy: 'Choose another name, or delete it first.',
    });
}

/** A file that is written from its start to its end; what is known only later is put in afterwards. */
export class NewFile {
  /** Bytes so far. */
  length = 0;
  private readonly fd: number;

  constructor(file: string) {
    this.fd = fs.openSync(file, 'wx');
  }
  write(bytes: Uint8Array): void {
    writeAll(nodeFileSystem, this.fd, bytes, this.length);
    this.length += bytes.length;
  }
  writeAt(bytes: Uint8Array, position: number): void {
    writeAll(nodeFileSystem, this.fd, bytes, position);
  }
  /** Sees it on the disk. */
  finish(): void {
    fs.fsyncSync(this.fd);
  }
  close(): void {
    fs.closeSync(this.fd);
  }
}

/** Writes one file, closed whatever happens. */
export async function writeNewFile(file: string, write: (file: NewFile) => Promise<void>): Promise<void> {
  const opened = new NewFile(file);
  try {
    await write(opened);
    opened.finish();
  } finally {
    opened.close();
  }
}
