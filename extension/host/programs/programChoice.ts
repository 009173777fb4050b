import * as path from 'node:path';
import { importSpecifiers, importsTensorFlow, sourceExtensions, trainsModel } from './programSource';

/** A file that imports another one, directly or through others. */
export interface ImportingProgram {
  /** Absolute. */
  path: string;
  /** Calls fit or a custom loop itself. */
  trains: boolean;
  /** How many imports lie between: 1 where it imports the file itself. */
  distance: number;
}

/**
 * The files that import `file`, those first that can be run: they train, or nothing imports them. A file in between that
 * does neither is left out. `sources`: text by absolute path.
 */
export function programsThatImport(file: string, sources: ReadonlyMap<string, string>): ImportingProgram[] {
  const importers = importersByFile(sources);
  const distances = new Map<string, number>([[file, 0]]);
  for (const [at, distance] of distances)
    for (const importer of importers.get(at) ?? []) if (!distances.has(importer)) distances.set(importer, distance + 1);
  distances.delete(file);
  return [...distances]
    .map(([at, distance]) => ({ path: at, distance, trains: trainsModel(sources.get(at) ?? '') }))
    .filter(p => p.trains || !importers.get(p.path)?.size)
    .sort((a, b) => Number(b.trains) - Number(a.trains) || a.distance - b.distance || (a.path < b.path ? -1 : 1));
}

/** True where running the file by itself shows nothing: it uses TensorFlow.js or exports something, but trains nothing. */
export function isPartOfProgram(text: string): boolean {
  if (trainsModel(text)) return false;
  return importsTensorFlow(text) || /\bexport\b|\bmodule\.exports\b|\bexports\./.test(text);
}

function importersByFile(sources: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const bySuffix = new Map<string, string[]>();
  for (const file of sources.keys()) {
    const stem = path.basename(withoutExtension(file));
    bySuffix.set(stem, [...(bySuffix.get(stem) ?? []), file]);
  }
  const importers = new Map<string, Set<string>>();
  for (const [from, text] of sources)
    for (const specifier of importSpecifiers(text))
      for (const to of resolveImport(specifier, from, sources, bySuffix)) {
        if (to === from) continue;
        const known = importers.get(to) ?? new Set();
        importers.set(to, known.add(from));
      }
  return importers;
}

/**
 * Relative imports resolve as Node and TypeScript do, `./x.js` for `x.ts` included. Others may be aliases of a tsconfig:
 * every file whose path ends as the import does counts, because a choice offered too much harms less than one missing.
 */
function resolveImport(
  specifier: string,
  from: string,
  sources: ReadonlyMap<string, string>,
  bySuffix: ReadonlyMap<string, string[]>,
): string[] {
  if (/^\.{1,2}(\/|$)/.test(specifier)) {
    const base = path.resolve(path.dirname(from), specifier);
    const stems = [base, withoutExtension(base)];
    const candidates = [
      base,
      ...stems.flatMap(stem => sourceExtensions.map(extension => stem + extension)),
      ...sourceExtensions.map(extension => path.join(base, `index${extension}`)),
    ];
    const found = candidates.find(c => sources.has(c));
    return found ? [found] : [];
  }
  const alias = /^(?:[@~#][^/]*|[\w-]+)\/(.+)$/.exec(specifier)?.[1];
  if (!alias || specifier.startsWith('@tensorflow/') || specifier.startsWith('node:')) return [];
  const stem = withoutExtension(alias);
  return (bySuffix.get(path.basename(stem)) ?? []).filter(file =>
    withoutExtension(file).split(path.sep).join('/').endsWith(`/${stem}`),
  );
}

function withoutExtension(file: string): string {
  const extension = path.extname(file);
  return (sourceExtensions as readonly string[]).includes(extension) ? file.slice(0, -extension.length) : file;
}
