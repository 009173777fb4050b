import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '../../..');
const made = new Map<string, Promise<string>>();

/**
 * Resolves to a bundle of a TypeScript file that runs in a child, made once in this process as esbuild.mjs makes the preload:
 * a child that tsx loads has every module to translate. It lies in the repository, where its packages are.
 * @param entry absolute
 */
export function childBundle(entry: string): Promise<string> {
  const known = made.get(entry);
  if (known) return known;
  const outfile = path.join(root, 'test/output/child', `${path.basename(entry, '.ts')}-${process.pid}.mjs`);
  process.once('exit', () => fs.rmSync(outfile, { force: true }));
  const bundle = esbuild
    .build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      mainFields: ['module', 'main'],
      external: ['@tensorflow/*'],
      logLevel: 'warning',
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    })
    .then(() => outfile);
  made.set(entry, bundle);
  return bundle;
}
