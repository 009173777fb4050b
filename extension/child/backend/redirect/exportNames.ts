import * as fs from 'node:fs';
import * as path from 'node:path';

/** True for a file written with `import` and `export`, which `require` cannot read on Node 20. */
export const isModuleSyntax = (source: string): boolean => /^\s*(?:import\b(?!\s*\()|export\b)/m.test(source);

/**
 * Names that a compiled ES module exports, `export * from './x'` followed. It reads the output of TypeScript, one statement
 * a line, which is what the packages' `dist` folders hold; it is no parser of the language.
 */
export function exportNames(file: string, seen = new Set<string>()): Set<string> {
  const names = new Set<string>();
  if (seen.has(file)) return names;
  seen.add(file);
  const source = fs.readFileSync(file, 'utf8');
  for (const [, name] of source.matchAll(/^export\s+(?:async\s+)?(?:const|let|var|function\*?|class)\s+([\w$]+)/gm))
    names.add(name as string);
  for (const [, list] of source.matchAll(/^export\s*\{([^}]*)\}/gm))
    for (const item of (list as string).split(',')) {
      const name = item
        .trim()
        .split(/\s+as\s+/)
        .at(-1);
      if (name && name !== 'default') names.add(name);
    }
  for (const [, name] of source.matchAll(/^export\s*\*\s*as\s+([\w$]+)/gm)) names.add(name as string);
  for (const [, from] of source.matchAll(/^export\s*\*\s*from\s*['"](\.[^'"]*)['"]/gm)) {
    const target = findModuleFile(path.resolve(path.dirname(file), from as string));
    if (target) for (const name of exportNames(target, seen)) names.add(name);
  }
  return names;
}

/** The file that an import without extension means; null where there is none. */
export function findModuleFile(base: string): string | null {
  const candidates = [base, `${base}.js`, `${base}.json`, path.join(base, 'index.js')];
  return candidates.find(c => fs.statSync(c, { throwIfNoEntry: false })?.isFile()) ?? null;
}
