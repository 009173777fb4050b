import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The real path of `file`, resolved against `folder`, where it is a regular file inside one of `roots`; else null. Links
 * are resolved first, so that a link inside a root cannot lead out of it. `file` comes from a run folder or a page: it is
 * not trusted.
 */
export function containedPath(roots: readonly string[], folder: string, file: string): string | null {
  const real = realPath(path.resolve(folder, file));
  if (real === null || !isRegularFile(real)) return null;
  const isContained = roots.some(root => {
    const realRoot = realPath(root);
    return realRoot !== null && isInside(realRoot, real);
  });
  return isContained ? real : null;
}

/** True where `inner` is `outer` or lies in it. Both absolute; nothing is read. */
export function isInside(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function realPath(file: string): string | null {
  try {
    return fs.realpathSync(file);
  } catch {
    return null;
  }
}

function isRegularFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
