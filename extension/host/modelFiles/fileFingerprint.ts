import * as fs from 'node:fs';
import * as path from 'node:path';

/** More files than this are not watched one by one. */
const maxFiles = 2000;

/** Sizes and times of a model file and of those it is made of: another text where one of them has changed. */
export function fileFingerprint(place: string, files: readonly { path: string }[]): string {
  const folder = folderOf(place);
  const all = [place, ...files.slice(0, maxFiles).map(f => path.resolve(folder, f.path))];
  return all
    .map(file => {
      const stat = statOf(file);
      return stat ? `${stat.size} ${stat.mtimeMs}` : 'gone';
    })
    .join('\n');
}

/** The folder that a file's parts lie in, and the file itself. */
export function folderOf(place: string): string {
  return statOf(place)?.isDirectory() ? place : path.dirname(place);
}

/** Null for what is not there, and for what may not be looked at. */
function statOf(place: string): fs.Stats | null {
  try {
    return fs.statSync(place, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
