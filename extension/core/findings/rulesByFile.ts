import type { Finding, RuleSettings } from '../../protocol/finding';
import { globPattern } from '../text/globPattern';

/** What a person has set for the rules in some files, by a glob pattern of paths in the workspace folder. */
export type RulesByFile = Readonly<Record<string, RuleSettings>>;

/** The settings that hold in a file: those for all files, and over them, rule by rule, those of each pattern that matches it. */
export function rulesForFile(rules: RuleSettings, byFile: RulesByFile, file: string): RuleSettings {
  let result = rules;
  for (const [glob, own] of Object.entries(byFile)) if (globPattern(glob).test(file)) result = { ...result, ...own };
  return result;
}

/**
 * The settings that a program is run with. Limits and severities are those of its own file; a rule that is on in some file
 * runs, and what it finds elsewhere is left out afterwards.
 */
export function rulesForRun(rules: RuleSettings, byFile: RulesByFile, program: string): RuleSettings {
  const result = { ...rulesForFile(rules, byFile, program) };
  for (const [rule, setting] of Object.entries(result)) {
    if (!isOff(setting)) continue;
    const on = [rules, ...Object.values(byFile)].map(r => r[rule]).find(s => s !== undefined && !isOff(s));
    const isOnSomewhere = on !== undefined || (rules[rule] === undefined && Object.values(byFile).length > 0);
    if (isOnSomewhere) {
      if (on === undefined) delete result[rule];
      else result[rule] = on;
    }
  }
  return result;
}

/** A finding as a file's settings have it: null where its rule is off there, else with the severity that is set. */
export function findingUnder(settings: RuleSettings, finding: Finding): Finding | null {
  const setting = settings[finding.rule];
  if (setting === undefined) return finding;
  if (isOff(setting)) return null;
  const severity = typeof setting === 'object' ? setting.severity : setting;
  return severity === 'error' || severity === 'warning' || severity === 'info'
    ? severity === finding.severity
      ? finding
      : { ...finding, severity }
    : finding;
}

const isOff = (setting: RuleSettings[string]): boolean =>
  (typeof setting === 'object' ? setting.severity : setting) === 'off';
