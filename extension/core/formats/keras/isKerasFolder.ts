import * as fs from 'node:fs';
import * as path from 'node:path';
import { kerasNames } from './kerasNames';

const names: readonly string[] = Object.values(kerasNames);

/** True for a folder that has what a `.keras` holds, as where one was unzipped, and for each of these files. */
export function isKerasFolder(place: string, isFolder: boolean): boolean {
  if (!isFolder && !names.includes(path.basename(place))) return false;
  const folder = isFolder ? place : path.dirname(place);
  return [kerasNames.config, kerasNames.weights].every(name => fs.existsSync(path.join(folder, name)));
}
