import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Folders that hold no source of the person's own and can be very large. */
const skipped = new Set([
  'node_modules',
  'bower_components',
  '__pycache__',
  'venv',
  'dist',
  'build',
  'out',
  'coverage',
]);

export interface WalkLimits {
  /** The root itself is depth 0. */
  maxDepth: number;
  maxFolders: number;
}
export const defaultLimits: WalkLimits = { maxDepth: 8, maxFolders: 4000 };

/**
 * Calls `visit` with each folder under `root` and what it holds, breadth first, so that what lies near comes first and a
 * limit cuts what lies deep. Links are not followed; hidden folders and folders of packages and
 * builds are not entered. A folder that cannot be read is passed over. Stops where `visit` returns false.
 */
export async function walkFolders(
  root: string,
  visit: (folder: string, entries: Dirent[]) => boolean | void,
  limits: WalkLimits = defaultLimits,
): Promise<void> {
  let level = [root];
  let count = 0;
  for (let depth = 0; level.length && depth <= limits.maxDepth; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++count > limits.maxFolders) return;
      const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => [] as Dirent[]);
      if (visit(folder, entries) === false) return;
      for (const entry of entries)
        if (entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name))
          next.push(path.join(folder, entry.name));
    }
    level = next;
  }
}

/** All `.layerglass/runs` under `root`, the nearest first. */
export async function findRunsFolders(root: string, limits?: WalkLimits): Promise<string[]> {
  const candidates: string[] = [];
  await walkFolders(
    root,
    (folder, entries) => {
      if (entries.some(e => e.name === '.layerglass' && e.isDirectory()))
        candidates.push(path.join(folder, '.layerglass', 'runs'));
    },
    limits,
  );
  const isFolder = await Promise.all(
    candidates.map(c =>
      fs.lstat(c).then(
        s => s.isDirectory(),
        () => false,
      ),
    ),
  );
  return candidates.filter((_, i) => isFolder[i]);
}
