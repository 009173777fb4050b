import * as fs from 'node:fs';
import * as path from 'node:path';

/** True for `tfjs` and its siblings: the packages that are redirected as one family, deep paths into them included. */
export const isTensorFlowFamily = (specifier: string): boolean =>
  /^@tensorflow\/tfjs(-node|-node-gpu|-core|-layers|-data|-converter|-backend-[a-z]+)?(\/|$)/.test(specifier);

export const isInPackage = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file);

/** Tells ES modules from CommonJS as Node does. It remembers what it read, so it is made anew for each bundle. */
export class ModuleKinds {
  private readonly types = new Map<string, string>();

  /** True where Node takes the file for an ES module by its name or the nearest package.json. */
  isNodeEsModule(file: string): boolean {
    const extension = path.extname(file);
    if (/^\.m[jt]s$/.test(extension)) return true;
    if (/^\.c[jt]s$/.test(extension)) return false;
    return this.packageType(path.dirname(file)) === 'module';
  }

  /**
   * True where `require` can load the file in every Node that we serve. What only a bundler can read is not: TypeScript
   * in a package, and ES modules that a package names in a field of bundlers without saying `"type": "module"`.
   */
  isRequirable(file: string): boolean {
    if (['.json', '.node', '.cjs'].includes(path.extname(file))) return true;
    if (path.extname(file) !== '.js' || this.isNodeEsModule(file)) return false;
    return !hasModuleSyntax(fs.readFileSync(file, 'utf8'));
  }

  private packageType(folder: string): string {
    const known = this.types.get(folder);
    if (known !== undefined) return known;
    const parent = path.dirname(folder);
    let type: string;
    try {
      const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { type?: unknown };
      type = manifest.type === 'module' ? 'module' : 'commonjs';
    } catch {
      // a folder named node_modules ends the search, as in Node
      const isTop = parent === folder || path.basename(folder) === 'node_modules';
      type = isTop ? 'commonjs' : this.packageType(parent);
    }
    this.types.set(folder, type);
    return type;
  }
}

/** Statements that only an ES module may have. A false positive does no harm: the file is bundled instead of required. */
function hasModuleSyntax(text: string): boolean {
  return /^(import\s*(["'{*]|[\w$]+[\s,])[^;]*["']|export\s*(default\b|[{*]|(const|let|var|function|class|async)\b))/m.test(
    text,
  );
}
