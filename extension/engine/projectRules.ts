import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkRuleSettings } from '../core/findings/checkRuleSettings';
import { LayerglassError } from '../protocol/errors';
import type { RuleSettings } from '../protocol/finding';
import { findProgramFolder } from './findProgramFolder';

const maxPackageBytes = 2 ** 24;

/**
 * What the nearest package.json at or above a file says under `layerglass`, `rules`; no settings where it says nothing.
 * Throws LayerglassError `bad-rules` for settings that are not right.
 */
export function projectRules(file: string): RuleSettings {
  const place = path.join(findProgramFolder(file), 'package.json');
  const own = (readJson(place) as { layerglass?: { rules?: unknown } | null } | null)?.layerglass?.rules;
  if (own === undefined || own === null) return {};
  const { settings, problems } = checkRuleSettings(own);
  if (problems.length)
    throw new LayerglassError('bad-rules', problems.join(' '), {
      where: place,
      remedy: 'Correct "layerglass": { "rules": … } there.',
    });
  return settings;
}

/** null where there is none. One that is no JSON is not ours to complain of. */
function readJson(file: string): unknown {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() && stat.size <= maxPackageBytes ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
  } catch {
    return null;
  }
}
