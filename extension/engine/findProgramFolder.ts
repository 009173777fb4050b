import * as fs from 'node:fs';
import * as path from 'node:path';

/** Returns the absolute folder of the nearest package.json at or above the program's own folder, else that folder itself. */
export function findProgramFolder(program: string): string {
  const own = path.dirname(path.resolve(program));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) return own;
  }
}
