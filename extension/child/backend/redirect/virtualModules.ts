import Module from 'node:module';
import * as path from 'node:path';

/** The parts of Node's module loader that are used and that its types leave out. */
export interface ModuleInternals {
  _resolveFilename(request: string, parent: unknown, isMain: boolean, options?: unknown): string;
  _cache: Record<string, unknown>;
}
export const moduleInternals = Module as unknown as ModuleInternals;

const registryKey = Symbol.for('layerglass.virtualModules');
/** By file name. On the global object, so that modules made from `data:` URLs reach it. */
const registry = ((globalThis as Record<symbol, unknown>)[registryKey] ??= new Map<string, object>()) as Map<
  string,
  object
>;

/** No such folder exists: file names in it are keys of the module cache. */
export const virtualFolder = path.resolve('/layerglass-virtual') + path.sep;

/**
 * Gives `require` a module that no file holds. Returns the name under which it is cached.
 * @param id unique, such as `@tensorflow/tfjs-node`
 */
export function addVirtualModule(id: string, exports: object): string {
  const file = path.join(virtualFolder, `${id}.cjs`);
  const module = new Module(file);
  module.exports = exports;
  module.filename = file;
  module.loaded = true;
  moduleInternals._cache[file] = module;
  registry.set(file, exports);
  return file;
}

/** The same module for `import`: a URL that re-exports each name, and the whole as `default`, as Node does for CommonJS. */
export function virtualModuleUrl(file: string): string {
  const exports = registry.get(file) as Record<string, unknown>;
  const names = Object.keys(exports).filter(name => name !== 'default');
  const lines = [
    `const m = globalThis[Symbol.for('layerglass.virtualModules')].get(${JSON.stringify(file)});`,
    'export default m;',
    // a name that cannot be served fails where it is used, through `default`; the others are there
    'const read = name => { try { return m[name]; } catch {} };',
    ...names.map(
      (name, i) => `const v${i} = read(${JSON.stringify(name)}); export { v${i} as ${JSON.stringify(name)} };`,
    ),
  ];
  return `data:text/javascript,${encodeURIComponent(lines.join('\n'))}`;
}
