import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileProblem } from '../../protocol/reader';
import { addProblem } from '../formats/fileProblems';
import { isEventFileName } from './isEventFileName';

/** A folder with event files: TensorBoard calls it a run. */
export interface LogRunFiles {
  /** Relative to the log directory, with `/`; `.` for the directory itself. */
  name: string;
  folder: string;
  /** Names of its event files, in the order in which TensorBoard reads them. */
  files: string[];
}

const maxDepth = 16;
const maxFolders = 20_000;
const maxEntries = 200_000;
export const maxEventFiles = 2000;

/** All runs in a log directory, in the order of their names. Links are not followed; nothing is opened. */
export function findLogRuns(root: string): { runs: LogRunFiles[]; problems: FileProblem[] } {
  const runs: LogRunFiles[] = [];
  const problems: FileProblem[] = [];
  let level = [{ folder: root, name: '.' }];
  let [folders, entries, files] = [0, 0, 0];
  let isCut = false;
  for (let depth = 0; level.length && !isCut; depth++) {
    const next: typeof level = [];
    for (const { folder, name } of level) {
      if (++folders > maxFolders || depth > maxDepth) {
        isCut = true;
        break;
      }
      const own: string[] = [];
      for (const entry of entriesOf(folder)) {
        if (++entries > maxEntries) {
          isCut = true;
          break;
        }
        if (entry.isDirectory())
          next.push({
            folder: path.join(folder, entry.name),
            name: name === '.' ? entry.name : `${name}/${entry.name}`,
          });
        else if (!isEventFileName(entry.name)) continue;
        else if (entry.isFile()) own.push(entry.name);
        else tellOther(entry, name === '.' ? entry.name : `${name}/${entry.name}`, problems);
      }
      files += own.length;
      if (own.length) runs.push({ name, folder, files: own.sort() });
      if (files > maxEventFiles) {
        isCut = true;
        break;
      }
    }
    level = next;
  }
  if (isCut)
    problems.push({ code: 'log-cut', message: 'There are more folders and files here than are looked at.', where: '' });
  return { runs: runs.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/** What is called as an event file is, and is none. */
function tellOther(entry: fs.Dirent, where: string, problems: FileProblem[]): void {
  if (entry.isSymbolicLink()) addProblem(problems, 'link', 'Links in a log directory are not followed.', where);
  else addProblem(problems, 'not-a-file', 'It is not a regular file.', where);
}

/** Whether a folder is a log directory: it, or one that lies in it, has event files. Looks no further than it must. */
export const isLogDirectory = (folder: string): boolean =>
  fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true && findLogRuns(folder).runs.length > 0;

/** One by one: a folder may have more entries than are wanted. One that cannot be read has none. */
function* entriesOf(folder: string): Generator<fs.Dirent> {
  let directory: fs.Dir;
  try {
    directory = fs.opendirSync(folder);
  } catch {
    return;
  }
  try {
    for (let entry = directory.readSync(); entry; entry = directory.readSync()) yield entry;
  } catch {
    // It went away meanwhile.
  } finally {
    directory.closeSync();
  }
}
