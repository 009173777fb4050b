import * as fs from 'node:fs';
import { LayerglassError } from '../protocol/errors';
import { findProgramFolder } from './findProgramFolder';

/**
 * Returns the real path of the folder that a program runs in: the one asked for, else that of the nearest package.json.
 * Throws LayerglassError `folder-not-found`.
 */
export function programFolder(asked: string | null, program: string): string {
  const folder = asked ?? findProgramFolder(program);
  try {
    if (fs.statSync(folder).isDirectory()) return fs.realpathSync.native(folder);
  } catch {
    // said below
  }
  throw new LayerglassError('folder-not-found', `There is no folder ${folder} to run the program in.`, {
    where: folder,
    remedy: 'Correct the folder of the program in the setting layerglass.programs.',
  });
}
