import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';

const identityNamespace = 'layerglass-file';
const identityName = '__layerglassFile';
const identityImport = `import * as ${identityName} from `;
const mention = /\b(__dirname|__filename|import\.meta|require\.main)\b/;

/** Global substitutions; `fileIdentity` gives each file the object that they read. */
export const identityDefines: Record<string, string> = {
  __dirname: `${identityName}.dirname`,
  __filename: `${identityName}.filename`,
  'import.meta.dirname': `${identityName}.dirname`,
  'import.meta.filename': `${identityName}.filename`,
  'import.meta.url': `${identityName}.url`,
  'import.meta.main': `${identityName}.isMain`,
  'require.main': `${identityName}.main`,
};

function loaderOf(file: string): Esbuild.Loader {
  const [, kind, x] = /\.[cm]?([jt]s)(x?)$/.exec(file) ?? [];
  return `${kind ?? 'js'}${x ?? ''}` as Esbuild.Loader;
}

/**
 * In a bundle all files are one, yet each must still see its own `__dirname`, `__filename`, `import.meta.url` and
 * `require.main`. Only files that mention them are touched. Positions in the source stay what they were, because call sites
 * are columns of it: an ES module gets an import of its identity, hoisted from after its last line; CommonJS is transformed.
 * @param digests receives the SHA-256 of each file that goes into the bundle, by path
 */
export function fileIdentity(esbuild: typeof Esbuild, entry: string, digests: Map<string, string>): Esbuild.Plugin {
  return {
    name: 'file-identity',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${identityNamespace}:`) }, args => ({
        path: args.path.slice(identityNamespace.length + 1),
        namespace: identityNamespace,
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: identityNamespace }, args => ({
        contents: identityModule(args.path, args.path === entry),
        loader: 'js',
      }));
      build.onLoad({ filter: /.*/, namespace: 'file' }, async args => {
        const bytes = await fs.promises.readFile(args.path);
        digests.set(args.path, crypto.createHash('sha256').update(bytes).digest('hex'));
        if (!/\.[cm]?[jt]sx?$/.test(args.path)) return undefined;
        const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
        if (!mention.test(text)) return undefined;
        const loader = loaderOf(args.path);
        const resolveDir = path.dirname(args.path);
        if (await isEsModule(esbuild, text, loader))
          return {
            contents: `${text}\n${identityImport}${JSON.stringify(`${identityNamespace}:${args.path}`)};`,
            loader,
            resolveDir,
          };
        const { code } = await esbuild.transform(text, {
          loader,
          sourcefile: args.path,
          sourcemap: 'inline',
          target: 'node20',
          define: commonJsDefines(args.path, args.path === entry),
        });
        return { contents: code, loader: 'js', resolveDir };
      });
    },
  };
}

/** The text of a file as the person wrote it, from what went into the bundle. */
export function withoutIdentity(text: string): string {
  const at = text.lastIndexOf(`\n${identityImport}`);
  return at < 0 ? text : text.slice(0, at);
}

/** `main` is compared with the `module` of the bundle, which is what an ES module of the entry refers to. */
function identityModule(file: string, isEntry: boolean): string {
  const main = isEntry ? `typeof module === 'undefined' ? undefined : module` : 'undefined';
  return [
    `export var dirname = ${JSON.stringify(path.dirname(file))};`,
    `export var filename = ${JSON.stringify(file)};`,
    `export var url = ${JSON.stringify(pathToFileURL(file).href)};`,
    `export var isMain = ${isEntry};`,
    `export var main = ${main};`,
  ].join('\n');
}

function commonJsDefines(file: string, isEntry: boolean): Record<string, string> {
  return {
    __dirname: JSON.stringify(path.dirname(file)),
    __filename: JSON.stringify(file),
    'require.main': isEntry ? 'module' : 'undefined',
  };
}

/** The bundler's own judgement. A file that it cannot parse is none: the error comes with the bundle. */
async function isEsModule(esbuild: typeof Esbuild, contents: string, loader: Esbuild.Loader): Promise<boolean> {
  try {
    const { metafile } = await esbuild.build({
      stdin: { contents, loader, sourcefile: 'source' },
      bundle: true,
      packages: 'external',
      plugins: [{ name: 'alone', setup: b => b.onResolve({ filter: /./ }, a => ({ path: a.path, external: true })) }],
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    return Object.values(metafile.inputs)[0]?.format === 'esm';
  } catch {
    return false;
  }
}
