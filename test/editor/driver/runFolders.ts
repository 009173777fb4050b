import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RunManifest } from '../../../extension/protocol/run';

/** Returns the absolute run folders below `folder`, in the order of their ids. */
export function findRunFolders(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(entry => {
      const inner = path.join(folder, entry.name);
      // Not into a run: its checkpoints come and go.
      const isRun = /[\\/]\.layerglass[\\/]runs[\\/]\d+$/.test(inner);
      return !isRun ? findRunFolders(inner) : fs.existsSync(path.join(inner, 'run.json')) ? [inner] : [];
    })
    .sort((a, b) => Number(path.basename(a)) - Number(path.basename(b)));
}

/** Returns what a run folder's run.json says. */
export const readManifest = (runFolder: string): RunManifest =>
  JSON.parse(fs.readFileSync(path.join(runFolder, 'run.json'), 'utf8'));

/** Resolves to the first run below `folder` that `isWanted` accepts; read from disk four times a second. */
export async function waitForRun(
  folder: string,
  isWanted: (run: RunManifest) => boolean,
  limitMs = 170_000,
): Promise<{ runFolder: string; manifest: RunManifest }> {
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    for (const runFolder of findRunFolders(folder)) {
      const manifest = readManifest(runFolder);
      if (isWanted(manifest)) return { runFolder, manifest };
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  const found = findRunFolders(folder).map(f => `${f}: ${readManifest(f).status}`);
  throw new Error(`No such run within ${limitMs / 1000} s. There are: ${found.join(', ') || 'none'}`);
}
