// Builds every bundle into dist/. node esbuild.mjs [--watch] [--production]
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';

const isProduction = process.argv.includes('--production');
const isWatching = process.argv.includes('--watch');
const common = {
  bundle: true,
  sourcemap: true,
  sourcesContent: false,
  minify: isProduction,
  logLevel: 'warning',
  outdir: 'dist',
};
const node = { ...common, platform: 'node', target: 'node20', mainFields: ['module', 'main'] };

/** What a bundle loads only when it is needed is a bundle of its own. */
const bundlesBesideIt = { './h5wasm': 'h5wasm.mjs', './runCommands': 'runCommands.js' };
/** @param place of those, seen from the bundle */
const besideIt = (place = '.') => ({
  name: 'beside it',
  setup: build =>
    build.onResolve({ filter: /^\.\/(h5wasm|runCommands)$/ }, ({ path: name }) => ({
      path: `${place}/${bundlesBesideIt[name]}`,
      external: true,
    })),
});

const readerEntry = 'extension/child/reader/reader.ts';
/**
 * Modules are put together that the same entries reach, and each import() makes an entry. So that what the reader starts with is
 * one file and not twenty, every module is given an import of that: all entries reach all of it then.
 */
const startInOne = {
  name: 'start in one',
  setup: build =>
    build.onLoad({ filter: /[\\/]extension[\\/].*\.ts$/ }, ({ path: file }) => ({
      contents: `${fs.readFileSync(file, 'utf8')}\nimport ${JSON.stringify(path.resolve(readerEntry))};`,
      loader: 'ts',
      watchFiles: [file],
    })),
};

const bundles = [
  // The extension host. The parser and the bundler are loaded when they are first needed.
  { ...node, entryPoints: { extension: 'extension/extension.ts' }, format: 'cjs', external: ['vscode', 'esbuild'] },
  { ...node, entryPoints: { analysisWorker: 'language/analysis/analysisWorker.ts' }, format: 'cjs' },
  {
    ...node,
    entryPoints: { cli: 'extension/cli/cli.ts' },
    format: 'cjs',
    plugins: [besideIt()],
    banner: { js: '#!/usr/bin/env node' },
  },
  // All of the command line that is not about files: programs, their runs, TensorFlow.
  { ...node, entryPoints: { runCommands: 'extension/cli/runCommands.ts' }, format: 'cjs', external: ['esbuild'] },
  // The child: a preload for the user's program, an ES module so that it can wait before the program starts.
  {
    ...node,
    entryPoints: {
      preload: 'extension/child/preload.ts',
      describeBackend: 'extension/child/backend/describeBackend.ts',
      fileRunner: 'extension/child/fileRun/fileRunner.ts',
    },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    external: ['@tensorflow/*'],
    plugins: [besideIt()],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  },
  // The child's background thread: it loads no TensorFlow.js.
  { ...node, entryPoints: { background: 'extension/child/background/background.ts' }, format: 'cjs' },
  // The process that opens checkpoints and model files: no TensorFlow.js either. What not all of them need is in files of its
  // own, because its start is waited for.
  {
    ...node,
    outdir: 'dist/reader',
    entryPoints: { reader: readerEntry },
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    plugins: [besideIt('..'), startInOne],
  },
  // The HDF5 library: megabytes of WebAssembly in one string. An ES module, for others are searched for their exports when they
  // are imported, which takes three times as long as all else.
  {
    ...node,
    entryPoints: { h5wasm: 'extension/core/formats/hdf5/h5wasm.ts' },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    charset: 'utf8',
  },
  // The page of each webview.
  {
    ...common,
    outdir: 'dist/webview',
    entryPoints: { panel: 'webview/panel/panel.ts', modelFile: 'webview/modelFile/modelFile.ts' },
    format: 'esm',
    splitting: true,
    platform: 'browser',
    target: 'chrome132',
    loader: { '.ttf': 'file' },
  },
].filter(b => Object.values(b.entryPoints).every(f => fs.existsSync(f)));

/** Chunks are named for what is in them: those of earlier builds are nobody's. */
function removeOld(outputs) {
  const ours = new Set(outputs.map(file => path.resolve(file)));
  for (const folder of ['dist/reader', 'dist/webview'])
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
      const file = path.resolve(folder, name);
      if (!ours.has(file)) fs.rmSync(file, { recursive: true });
    }
}

// Only a release starts from nothing: a build that fails must not take away the one that works.
if (isProduction) fs.rmSync('dist', { recursive: true, force: true });
// The rules' pages, read where they are shown.
fs.cpSync('extension/core/findings/docs', 'dist/docs', { recursive: true });
if (isWatching) {
  for (const b of bundles) await (await esbuild.context(b)).watch();
  console.log('watching');
} else {
  const built = await Promise.all(bundles.map(b => esbuild.build({ ...b, metafile: true })));
  removeOld(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  if (fs.existsSync('dist/cli.js')) fs.chmodSync('dist/cli.js', 0o755);
}
