import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { systemCode, writeError } from './writeError';

/** Names of run folders: a number without leading zeros. */
export const runFolderPattern = /^[1-9]\d{0,8}$/;

/**
 * Makes the folder of a new run in `runsFolder`, which is made too, with a .gitignore of all. The id is one more than the
 * greatest there is; two that ask at once get two. Throws LayerglassError `read-only`, `disk-full`, `write-failed`.
 */
export function createRunFolder(runsFolder: string): { id: number; folder: string } {
  try {
    fs.mkdirSync(runsFolder, { recursive: true });
    ignoreAll(runsFolder);
    const ids = fs.readdirSync(runsFolder).filter(name => runFolderPattern.test(name));
    let id = ids.reduce((greatest, name) => Math.max(greatest, Number(name)), 0) + 1;
    for (let attempt = 0; attempt < 10_000; attempt++, id++) {
      const folder = path.join(runsFolder, String(id));
      try {
        fs.mkdirSync(folder);
        return { id, folder };
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw writeError(error, runsFolder);
  }
  throw new LayerglassError('write-failed', `No free run number in ${runsFolder}`, { where: runsFolder });
}

function ignoreAll(folder: string): void {
  try {
    fs.writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
