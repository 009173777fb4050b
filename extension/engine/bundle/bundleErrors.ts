import * as fs from 'node:fs';
import * as path from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { LayerglassError } from '../../protocol/errors';
import { installCommand, packageNameOf } from '../../core/packages/installCommand';
import type { Site } from '../../protocol/model';

export const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);

/** True where CommonJS is not enough for the program: only an ES module may await at its top level. */
export const needsEsModule = (failure: BuildFailure): boolean =>
  failure.errors.some(e => /top-level await/i.test(e.text));

/** The bundler's column counts bytes from 0; ours counts UTF-16 units from 1. `file` is relative to `folder`. */
function siteOf(message: Message, folder: string): Site | null {
  const { location } = message;
  if (!location) return null;
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  const file = path.relative(folder, path.resolve(folder, location.file)).replaceAll('\\', '/');
  return { file, line: location.line, column: before.length + 1 };
}

/**
 * Returns the first of the bundler's errors as ours: `missing-package`, `missing-file` or `syntax-error`, with its place
 * in the source.
 * @param folder absolute, what places are relative to
 */
export function bundleError(failure: BuildFailure, folder: string): LayerglassError {
  const first = failure.errors[0];
  if (!first) return new LayerglassError('bundle-failed', failure.message, { cause: failure });
  const site = siteOf(first, folder) ?? undefined;
  const where = site ? `${site.file}:${site.line}:${site.column}` : '';
  const more = failure.errors.length > 1 ? ` (and ${failure.errors.length - 1} more)` : '';
  const unresolved = /^Could not resolve "(.+)"$/.exec(first.text)?.[1];
  if (unresolved !== undefined) {
    const importer = first.location ? path.resolve(folder, first.location.file) : folder;
    return unresolvedError(unresolved, { site, where, cause: failure }, path.dirname(importer));
  }
  const isLoader = /^No loader is configured/.test(first.text);
  return new LayerglassError(isLoader ? 'not-a-module' : 'syntax-error', first.text + more, {
    where,
    site,
    cause: failure,
    remedy: isLoader
      ? 'Node cannot import such a file either: read it with node:fs instead.'
      : 'Mend the source at that place and run it again.',
  });
}

function unresolvedError(
  specifier: string,
  place: { site: Site | undefined; where: string; cause: unknown },
  folder: string,
): LayerglassError {
  const by = place.site ? `, which ${place.site.file} imports at line ${place.site.line}` : '';
  const name = packageNameOf(specifier);
  if (name === null)
    return new LayerglassError('missing-file', `There is no file for "${specifier}"${by}.`, {
      ...place,
      remedy: 'Check the path of the import.',
    });
  const isInstalled = upwards(folder).some(f => fs.existsSync(path.join(f, 'node_modules', name, 'package.json')));
  if (isInstalled)
    return new LayerglassError(
      'missing-file',
      `The package "${name}" has nothing for Node that is "${specifier}"${by}.`,
      {
        ...place,
        remedy: `Check the name of the import, or install the package again: ${installCommandFor(name, folder)}`,
      },
    );
  return new LayerglassError('missing-package', `The package "${name}"${by}, is not installed.`, {
    ...place,
    remedy: isPlugAndPlay(folder)
      ? 'The folder’s packages are in Yarn’s Plug’n’Play, which Layerglass does not read: write nodeLinker: node-modules into .yarnrc.yml, and run yarn install.'
      : `Run: ${installCommandFor(name, folder)}`,
  });
}

/** Yarn then keeps packages in archives, found through this file alone: https://yarnpkg.com/features/pnp */
const isPlugAndPlay = (folder: string): boolean =>
  upwards(folder).some(f => ['.pnp.cjs', '.pnp.js'].some(file => fs.existsSync(path.join(f, file))));

function installCommandFor(packageName: string, folder: string): string {
  return installCommand(packageName, upwards(folder), (f, file) => fs.existsSync(path.join(f, file)));
}

function upwards(folder: string): string[] {
  const folders = [folder];
  for (let f = path.dirname(folder); f !== folders.at(-1); f = path.dirname(f)) folders.push(f);
  return folders;
}
