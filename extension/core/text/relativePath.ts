import * as path from 'node:path';

/** The path from an absolute folder to an absolute file or folder, with `/` on every system; `.` for the folder itself. */
export function relativePath(folder: string, file: string): string {
  return path.relative(folder, file).replaceAll('\\', '/') || '.';
}
