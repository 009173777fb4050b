import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The real path of `file`, resolved against `folder`, where it is a regular file inside one of `roots`; else null. Links
 * are resolved first, so that a link inside a root cannot lead out of it. `file` comes from a run folder or a page: it is
 * not trusted.
 */
export function containedPath(roots: readonly string[], folder: string, file: string): string | null {
  const place = path.resolve(folder, file);
  if (!containment(roots)(place)) return null;
  const real = realPath(place);
  return real !== null && isRegularFile(real) ? real : null;
}

/**
 * Tells whether an absolute path lies in one of `roots`: as it is written, and, where it exists, as its links lead. What is
 * written to lie elsewhere is not even looked up: on Windows the look alone can reach another machine.
 */
export function containment(roots: readonly string[]): (file: string) => boolean {
  const places = roots.flatMap(root => [root, realPath(root) ?? root]);
  const isWithin = (file: string): boolean => places.some(place => isInside(place, file));
  return file => isWithin(file) && isWithin(realPath(file) ?? file);
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
