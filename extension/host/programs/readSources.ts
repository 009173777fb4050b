import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { sourceExtensions } from './programSource';
import { walkFolders } from '../walkFolders';

const maxFiles = 3000;
const maxFileBytes = 512 * 1024;

/** Text by absolute path of the source files under `root`: at most 3,000, each at most 512 kB (larger ones are generated). */
export async function readSources(root: string): Promise<Map<string, string>> {
  const files: string[] = [];
  await walkFolders(root, (folder, entries) => {
    for (const entry of entries)
      if (entry.isFile() && !entry.name.endsWith('.d.ts') && isSource(entry.name))
        files.push(path.join(folder, entry.name));
    return files.length < maxFiles;
  });
  const sources = new Map<string, string>();
  for (const file of files.slice(0, maxFiles)) {
    const size = await fs.stat(file).then(
      s => s.size,
      () => Infinity,
    );
    if (size <= maxFileBytes) sources.set(file, await fs.readFile(file, 'utf8').catch(() => ''));
  }
  return sources;
}

const isSource = (name: string): boolean => (sourceExtensions as readonly string[]).includes(path.extname(name));
