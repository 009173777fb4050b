import * as fs from 'node:fs';
import * as path from 'node:path';

/** The page of a rule as Markdown; null where it has none. The pages lie beside this file, and the build puts them beside its own. */
export function readRulePage(id: string): string | null {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) return null;
  try {
    return fs.readFileSync(path.join(__dirname, 'docs', `${id}.md`), 'utf8');
  } catch {
    return null;
  }
}
