import * as fs from 'node:fs';
import { suppressionsOf, type Suppressions } from '../core/findings/suppressions';
import { containedPath } from '../core/runs/containedPath';
import type { Finding } from '../protocol/finding';

/** No source that a person writes is larger; what is, is not searched for comments. */
const maxSourceBytes = 2 ** 24;

export interface CheckedFindings {
  /** Those that count, in the order in which they were found. */
  findings: Finding[];
  /** Those that a comment in the source switches off. */
  suppressed: Finding[];
}

/**
 * Parts findings from those that a comment at their place switches off.
 * @param folder absolute: what sites are relative to
 * @param roots absolute folders: a source that lies in none of them is not read
 */
export function withoutSuppressed(
  findings: readonly Finding[],
  folder: string,
  roots: readonly string[],
): CheckedFindings {
  const known = new Map<string, Suppressions | null>();
  const suppressionsIn = (file: string): Suppressions | null => {
    let found = known.get(file);
    if (found === undefined) known.set(file, (found = readSuppressions(containedPath(roots, folder, file))));
    return found;
  };
  const isSuppressed = ({ site, rule }: Finding): boolean =>
    site !== null && (suppressionsIn(site.file)?.isSuppressed(site, rule) ?? false);
  const suppressed = new Set(findings.filter(isSuppressed));
  return { findings: findings.filter(f => !suppressed.has(f)), suppressed: [...suppressed] };
}

function readSuppressions(file: string | null): Suppressions | null {
  try {
    if (file === null || fs.statSync(file).size > maxSourceBytes) return null;
    return suppressionsOf(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
