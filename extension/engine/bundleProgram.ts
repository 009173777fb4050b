import * as crypto from 'node:crypto';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';
import { LayerglassError } from '../protocol/errors';
import { bundleError, isBuildFailure, needsEsModule } from './bundle/bundleErrors';
import { fileIdentity, identityDefines } from './bundle/fileIdentity';
import { loadsTensorFlow } from './bundle/findTensorFlow';
import { isInPackage } from './bundle/moduleKind';
import { packageResolution, type Externals } from './bundle/packageResolution';

export interface ProgramBundle {
  /** `bundle.cjs`, or `bundle.mjs` for a program that awaits at its top level. It may lie anywhere. */
  fileName: string;
  /** With its source map inline; the map's sources are absolute. */
  text: string;
  /** SHA-256, hexadecimal, of the content of all files that went in; paths have no part in it. */
  sourceHash: string;
  /** Absolute paths of the person's own files in it. */
  sources: string[];
}

/**
 * Turns a program and all its own files into one file that runs in Node.
 * Throws LayerglassError: `syntax-error`, `missing-package`, `missing-file`, `not-a-module` (with site), `no-tensorflow`.
 * @param program.program absolute, a real path (`checkProgram`)
 * @param program.folder absolute, the working folder: what places in errors are relative to
 */
export async function bundleProgram({ program, folder }: { program: string; folder: string }): Promise<ProgramBundle> {
  // loaded when it is first needed: starting an editor must not wait for it
  const esbuild = await import('esbuild');
  try {
    return await build(esbuild, program, folder, 'cjs');
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    if (!needsEsModule(error)) throw bundleError(error, folder);
  }
  try {
    return await build(esbuild, program, folder, 'esm');
  } catch (error) {
    throw isBuildFailure(error) ? bundleError(error, folder) : error;
  }
}

async function build(
  esbuild: typeof Esbuild,
  program: string,
  folder: string,
  format: 'cjs' | 'esm',
): Promise<ProgramBundle> {
  const externals: Externals = { packageFiles: new Set(), tensorFlow: new Set() };
  const digests = new Map<string, string>();
  const banner = requireBanner(program, format);
  const fileName = format === 'cjs' ? 'bundle.cjs' : 'bundle.mjs';
  const result = await esbuild.build({
    entryPoints: [program],
    absWorkingDir: folder,
    // Never written there. It makes the map's sources relative to the folder, which is the map's root.
    outfile: path.join(folder, fileName),
    sourceRoot: sourceRootOf(folder),
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    // Node's own and no other: `module` leads to what only bundlers can read
    conditions: [],
    mainFields: ['main'],
    // a "sideEffects": false is advice for browsers; Node runs such files
    ignoreAnnotations: true,
    keepNames: true,
    sourcemap: 'inline',
    // so that a run folder tells what changed since
    sourcesContent: true,
    loader: { '.node': 'empty' },
    define: identityDefines,
    plugins: [packageResolution(externals), fileIdentity(esbuild, program, digests)],
    banner: { js: banner },
    logLevel: 'silent',
  });
  const sources = [...digests.keys()].filter(file => !isInPackage(file));
  if (!loadsTensorFlow(externals, sources))
    throw new LayerglassError(
      'no-tensorflow',
      `${path.basename(program)} imports no TensorFlow.js, so there is nothing to see inside it.`,
      {
        where: program,
        remedy: 'Import @tensorflow/tfjs or @tensorflow/tfjs-node in it, or run the program that does.',
      },
    );
  const sourceHash = crypto
    .createHash('sha256')
    .update([...digests.values()].sort().join('\n'))
    .digest('hex');
  const { text: plain } = result.outputFiles[0]!;
  const text = format === 'cjs' ? strictFirst(plain, banner, result.metafile) : plain;
  return { fileName, text, sourceHash, sources };
}

/**
 * A path where it is its own address: libraries that map stacks by themselves (source-map-support) know no URLs. Elsewhere
 * the address, which Node reads.
 */
function sourceRootOf(folder: string): string {
  const { href, pathname } = pathToFileURL(folder);
  return pathname === folder ? `${folder}/` : `${href}/`;
}

const directive = '"use strict";';
/**
 * ES modules are strict by nature, so a CommonJS bundle of nothing else says so; a directive of the program itself stands
 * behind the banner, where it would mean nothing. No line is moved: the source map holds.
 */
function strictFirst(text: string, banner: string, metafile: Esbuild.Metafile): string {
  const own = Object.entries(metafile.inputs).filter(([name]) => !name.startsWith('layerglass-'));
  const isWritten = text.split('\n', 4).includes(directive);
  const isStrict = isWritten || own.every(([, input]) => input.format === 'esm');
  return isStrict ? text.replace(banner, () => `${directive} ${banner}`) : text;
}

/** What a bundle requires at run time is resolved from the program, because the bundle lies in a run folder. */
function requireBanner(program: string, format: 'cjs' | 'esm'): string {
  const from = JSON.stringify(program);
  return format === 'cjs'
    ? `require = require('node:module').createRequire(${from});`
    : `import { createRequire as __layerglassCreateRequire } from 'node:module'; const require = __layerglassCreateRequire(${from});`;
}
