import * as fs from 'node:fs';
import * as nodeModule from 'node:module';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LayerglassError } from '../../../protocol/errors';
import { familyNames, type Family, type FamilyName, type InstalledPackage } from '../family';
import { findPublicValue, isWholeBuild, readDeepImport } from './deepImport';
import { exportNames, isModuleSyntax } from './exportNames';
import { addVirtualModule, moduleInternals, virtualFolder, virtualModuleUrl } from './virtualModules';

const bare = /^@tensorflow\/([\w-]+)(?:\/(.*))?$/;
/** Of nested copies the innermost. */
const installed = /^.*[\\/]node_modules[\\/]@tensorflow[\\/]([\w-]+)(?:[\\/](.*))?$/;

/**
 * Makes every import of the TensorFlow.js family in this process, by `require` or `import`, at any depth, resolve to one
 * copy of it, whoever imports and wherever other copies lie. Packages that the copy lacks resolve as they always did.
 */
export class ImportRedirect {
  /** Files of modules made in memory, by package name; they go before the packages. */
  private readonly standIns = new Map<FamilyName, string>();
  private readonly aliases = new Map<FamilyName, InstalledPackage>();
  private readonly mains = new Map<FamilyName, string>();
  private readonly resolveFilename = moduleInternals._resolveFilename;

  constructor(private readonly family: Family) {
    for (const [name, found] of family) {
      try {
        this.mains.set(name, this.resolveFilename.call(nodeModule.Module, found.folder, null, false));
      } catch {
        // A package without its build: it resolves as it always did, to Node's own error.
      }
    }
  }

  /** Serves `names` from memory. Before `install`, where imports of ES modules on Node 20 are to see it. */
  addStandIn(names: readonly FamilyName[], exports: object): void {
    for (const name of names) this.standIns.set(name, addVirtualModule(`@tensorflow/${name}`, exports));
  }

  /** Serves `names` with the package `by` of the family. */
  alsoServe(names: readonly FamilyName[], by: FamilyName): void {
    const main = this.mains.get(by);
    const found = this.family.get(by);
    for (const name of names) {
      if (main) this.mains.set(name, main);
      if (found) this.aliases.set(name, found);
    }
  }

  /** `require` first, so that the family itself loads as one; `import` once the stand-ins are known. */
  installForRequire(): void {
    const original = this.resolveFilename;
    moduleInternals._resolveFilename = (request, parent, isMain, options) => {
      const direct = this.find(request);
      if (direct) return direct;
      const file = original.call(nodeModule.Module, request, parent, isMain, options);
      return this.redirectFile(file) ?? file;
    };
  }

  installForImport(): void {
    const { registerHooks } = nodeModule as unknown as { registerHooks?: (hooks: object) => void };
    if (registerHooks) {
      registerHooks({
        resolve: (specifier: string, context: { conditions?: string[] }, next: Next) => {
          if (context.conditions?.includes('require')) return next(specifier, context);
          const direct = this.find(specifier);
          if (direct) return answer(direct, context, next);
          const result = next(specifier, context);
          const file = result.url.startsWith('file:') ? this.redirectFile(fileURLToPath(result.url)) : null;
          return file ? answer(file, context, next) : result;
        },
      });
      return;
    }
    // Node 20: hooks run in a thread of their own, so they get a table of what is known now.
    const table: Record<string, string> = {};
    for (const name of familyNames) {
      const main = this.find(`@tensorflow/${name}`);
      if (main) table[`@tensorflow/${name}`] = isVirtual(main) ? virtualModuleUrl(main) : pathToFileURL(main).href;
    }
    const folders = Object.fromEntries([...this.family].map(([name, p]) => [name, pathToFileURL(p.folder).href]));
    const source = `
      const table = ${JSON.stringify(table)}, folders = ${JSON.stringify(folders)};
      export async function resolve(specifier, context, next) {
        const answer = url => url.startsWith('data:') ? { url, format: 'module', shortCircuit: true } : next(url, context);
        if (table[specifier]) return answer(table[specifier]);
        const deep = /^(@tensorflow\\/([\\w-]+))\\/(.*)$/.exec(specifier);
        if (deep && table[deep[1]]) {
          if (/^dist\\/(tf[\\w.-]*|index)\\.js$/.test(deep[3]) || table[deep[1]].startsWith('data:')) return answer(table[deep[1]]);
          if (folders[deep[2]]) return next(folders[deep[2]] + '/' + deep[3], context);
        }
        return next(specifier, context);
      }`;
    nodeModule.register(`data:text/javascript,${encodeURIComponent(source)}`);
  }

  /** The file that a bare specifier of the family means; null where it is not ours to say. */
  find(specifier: string): string | null {
    const match = bare.exec(specifier);
    const name = match?.[1] as FamilyName | undefined;
    if (!match || !name || !familyNames.includes(name)) return null;
    const standIn = this.standIns.get(name);
    const found = this.aliases.get(name) ?? this.family.get(name);
    const subpath = match[2];
    if (standIn && !(found && subpath === 'package.json')) return standIn;
    if (!found) return null;
    const main = this.mains.get(name) ?? null;
    if (subpath === undefined) return main;
    const deep = readDeepImport(found, subpath);
    switch (deep.kind) {
      case 'main':
        return main;
      case 'file':
        return deep.file;
      case 'view':
        return this.view(name, deep.file, deep.names);
      case 'missing':
        return null;
    }
  }

  /** For a file inside another copy, reached by a relative or absolute path: the same place in the one copy. */
  private redirectFile(file: string): string | null {
    const match = installed.exec(file);
    const name = match?.[1] as FamilyName | undefined;
    if (!match || !name || !familyNames.includes(name)) return null;
    const subpath = (match[2] ?? '').replaceAll('\\', '/');
    const isOfFamily = this.family.get(name)?.folder === file.slice(0, file.length - (match[2] ?? '').length - 1);
    if (isOfFamily && !isWholeBuild(name, subpath)) return null;
    const direct = this.find(`@tensorflow/${name}/${subpath}`);
    if (direct || !this.mains.has(name) || path.extname(file) !== '.js') return direct;
    // An inside module that the one copy lacks, as it is of another version.
    return isModuleSyntax(fs.readFileSync(file, 'utf8')) ? this.view(name, file, exportNames(file)) : null;
  }

  private readonly views = new Map<string, string>();
  private view(name: FamilyName, file: string, names: ReadonlySet<string>): string {
    const known = this.views.get(file);
    if (known) return known;
    const require = nodeModule.createRequire(file);
    const face = require(`@tensorflow/${name}`) as Record<string, unknown>;
    const whole = require('@tensorflow/tfjs') as Record<string, unknown>;
    const exports: Record<string, unknown> = {};
    Object.defineProperty(exports, '__esModule', { value: true });
    for (const n of names)
      Object.defineProperty(exports, n, {
        enumerable: true,
        get: () => findPublicValue(n, file, face) ?? findPublicValue(n, file, whole) ?? refuseInternal(n, name, file),
      });
    const virtual = addVirtualModule(`@tensorflow/${name}/${path.basename(file, '.js')}-${this.views.size}`, exports);
    this.views.set(file, virtual);
    return virtual;
  }
}

/** Serving it from the file itself would load a second copy of what the file imports. */
function refuseInternal(exported: string, name: FamilyName, file: string): never {
  const place = file.split(/[\\/]@tensorflow[\\/]/).at(-1) as string;
  throw new LayerglassError(
    'internal-import',
    `${exported} of @tensorflow/${place.replaceAll('\\', '/').replace(/\.js$/, '')} is internal to TensorFlow.js, and Layerglass serves its packages as one copy with their public names.`,
    { remedy: `Use what @tensorflow/${name} exports, or copy the function into the program.` },
  );
}

type Next = (specifier: string, context: object) => { url: string };

const isVirtual = (file: string): boolean => file.startsWith(virtualFolder);

function answer(file: string, context: object, next: Next): object {
  if (isVirtual(file)) return { url: virtualModuleUrl(file), format: 'module', shortCircuit: true };
  return next(pathToFileURL(file).href, context);
}
