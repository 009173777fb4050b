import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { isInPackage, isTensorFlowFamily, ModuleKinds } from './moduleKind';

const alreadyAsked = Symbol('asked by this plugin');
const requireNamespace = 'layerglass-require';
const isPath = (specifier: string): boolean => /^\.{0,2}([\\/]|$)|^\.\.?$|^[A-Za-z]:[\\/]/.test(specifier);

/** What a bundle leaves outside: absolute files of packages, and the names of TensorFlow.js packages as they were imported. */
export interface Externals {
  packageFiles: Set<string>;
  tensorFlow: Set<string>;
}

/**
 * The person's own sources are bundled, wherever they lie: links of a workspace and `paths` of a tsconfig lead to them.
 * Packages stay outside, resolved from the file that imports them, because a bundle lies elsewhere; they are loaded by
 * `require` with their absolute path. ES modules, which `require` cannot load everywhere, are bundled. TensorFlow.js
 * keeps its bare name: the child decides which one it is.
 */
export function packageResolution(externals: Externals): Plugin {
  return {
    name: 'package-resolution',
    setup(build) {
      const kinds = new ModuleKinds();
      build.onResolve({ filter: /.*/, namespace: 'file' }, args => resolve(build, kinds, externals, args));
      build.onResolve({ filter: /.*/, namespace: requireNamespace }, args => ({ path: args.path, external: true }));
      build.onLoad({ filter: /.*/, namespace: requireNamespace }, args => ({
        contents: `module.exports = require(${JSON.stringify(args.path)})`,
        loader: 'js',
      }));
    },
  };
}

async function resolve(
  build: PluginBuild,
  kinds: ModuleKinds,
  externals: Externals,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (args.pluginData === alreadyAsked || args.kind === 'entry-point') return undefined;
  if (isBuiltin(args.path)) return { path: args.path, external: true };
  if (isTensorFlowFamily(args.path)) {
    externals.tensorFlow.add(args.path);
    return outside(args, args.path);
  }
  if (isPath(args.path) && !args.path.endsWith('.node') && args.kind !== 'require-resolve') return undefined;

  const ask = async (kind: OnResolveArgs['kind']): Promise<string | null> => {
    const { importer, namespace, resolveDir } = args;
    const answer = await build.resolve(args.path, {
      importer,
      namespace,
      resolveDir,
      kind,
      with: args.with,
      pluginData: alreadyAsked,
    });
    return answer.errors.length || answer.external || answer.namespace !== 'file' ? null : answer.path;
  };
  // Node's rule: an ES module's imports take the condition `import`, a CommonJS file's the condition `require`
  const isImport = args.kind === 'import-statement' || args.kind === 'dynamic-import';
  const isEsImport = isImport && kinds.isNodeEsModule(args.importer);
  const file = await ask(isImport && !isEsImport ? 'require-call' : args.kind);
  if (file === null) return undefined;
  if (args.kind === 'require-resolve') return { path: file, external: true };
  if (file.endsWith('.node')) return outside(args, file);
  if (!isInPackage(file) || !kinds.isRequirable(file)) return undefined;
  externals.packageFiles.add(file);
  return outside(args, path.normalize(file));
}

/** A module that is required when the program runs: one form for both module formats and for dynamic imports. */
function outside(args: OnResolveArgs, target: string): OnResolveResult {
  return args.kind === 'require-resolve'
    ? { path: target, external: true }
    : { path: target, namespace: requireNamespace };
}
