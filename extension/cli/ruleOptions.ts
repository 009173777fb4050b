import * as fs from 'node:fs';
import { checkRuleSettings } from '../core/findings/checkRuleSettings';
import { projectRules } from '../engine/projectRules';
import type { RuleSettings } from '../protocol/finding';
import { UsageError } from './cliArguments';

/**
 * Settings of the rules for a program or run folder: its package.json's, and over them, rule by rule, those of `--rules`.
 * Throws UsageError for an option that is not right, LayerglassError `bad-rules` for a package.json.
 */
export function ruleSettingsFor(target: string, option: string | null): RuleSettings {
  return { ...projectRules(target), ...(option === null ? {} : ofOption(option)) };
}

function ofOption(option: string): RuleSettings {
  const isJson = option.trimStart().startsWith('{');
  let value: unknown;
  try {
    value = JSON.parse(isJson ? option : fs.readFileSync(option, 'utf8'));
  } catch (error) {
    const message = (error as Error).message;
    throw new UsageError(`--rules takes JSON, or a file with JSON: ${message}`);
  }
  const { settings, problems } = checkRuleSettings(value);
  if (problems.length) throw new UsageError(`--rules: ${problems.join(' ')}`);
  return settings;
}
