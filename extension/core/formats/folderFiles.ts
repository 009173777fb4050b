import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileProblem } from '../../protocol/reader';

const maxFiles = 10_000;
const maxDepth = 4;

/**
 * The regular files in a folder and those below, paths with `/`, in order; at most 10,000. Links are not followed, and
 * listed without a size.
 */
export function folderFiles(folder: string): { files: { path: string; bytes: number }[]; problems: FileProblem[] } {
  const files: { path: string; bytes: number }[] = [];
  const problems: FileProblem[] = [];
  const walk = (inner: string, depth: number): void => {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(path.join(folder, inner), { withFileTypes: true });
    } catch (error) {
      problems.push({ code: 'unreadable', message: `Cannot list it: ${(error as Error).message}`, where: inner });
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = inner ? `${inner}/${entry.name}` : entry.name;
      if (files.length >= maxFiles) return;
      if (entry.isDirectory()) {
        if (depth < maxDepth) walk(name, depth + 1);
      } else if (entry.isFile()) files.push({ path: name, bytes: sizeOf(path.join(folder, name)) });
      else if (entry.isSymbolicLink()) files.push({ path: name, bytes: 0 });
    }
  };
  walk('', 0);
  if (files.length >= maxFiles)
    problems.push({ code: 'too-many-files', message: `Only the first ${maxFiles} files are listed.`, where: '' });
  return { files, problems };
}

function sizeOf(file: string): number {
  try {
    return fs.lstatSync(file).size;
  } catch {
    return 0;
  }
}
