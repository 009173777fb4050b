import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../protocol/errors';

/** Extensions of files that can be run as a program. */
export const programExtensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/**
 * Returns the program's real path, links resolved, as bundler and stack traces name it.
 * Throws LayerglassError `program-not-found` or `not-a-program`.
 */
export function checkProgram(program: string): string {
  let isFile: boolean;
  try {
    isFile = fs.statSync(program).isFile();
  } catch (cause) {
    throw new LayerglassError('program-not-found', `There is no file ${program}.`, {
      where: program,
      remedy: 'Check the path.',
      cause,
    });
  }
  if (!isFile || !programExtensions.includes(path.extname(program).toLowerCase()))
    throw new LayerglassError(
      'not-a-program',
      `${program} is ${isFile ? 'not a TypeScript or JavaScript file' : 'a folder, not a file'}.`,
      { where: program, remedy: `Name a program that ends in ${programExtensions.join(', ')}.` },
    );
  return fs.realpathSync.native(program);
}
