import { severities, type RuleSettings } from '../../protocol/finding';
import type { FindingRule } from './findingRule';
import { findingRules } from './findingRules';

const words: readonly string[] = ['off', ...severities];

/**
 * What a person has written as settings of the rules, checked against the rules that there are. Returns those that are
 * right, and for each that is not a sentence that says why.
 */
export function checkRuleSettings(
  value: unknown,
  rules: readonly FindingRule[] = findingRules,
): { settings: RuleSettings; problems: string[] } {
  if (!isRecord(value))
    return { settings: {}, problems: ['Settings of rules are an object with the rules’ ids as keys.'] };
  const settings: RuleSettings = {};
  const problems: string[] = [];
  for (const [id, setting] of Object.entries(value)) {
    const rule = rules.find(r => r.id === id);
    const problem = rule
      ? problemOf(rule, setting)
      : `There is no rule "${id}"; there are ${listed(rules.map(r => r.id))}.`;
    if (problem) problems.push(problem);
    else settings[id] = setting as RuleSettings[string];
  }
  return { settings, problems };
}

function problemOf(rule: FindingRule, setting: unknown): string | null {
  const choice = `"off", ${severities.map(s => `"${s}"`).join(', ')}`;
  if (typeof setting === 'string')
    return words.includes(setting) ? null : `${rule.id} is set to "${setting}"; it can be ${choice}.`;
  if (!isRecord(setting)) return `${rule.id} can be ${choice}, or an object with a severity and limits.`;
  for (const [name, value] of Object.entries(setting))
    if (name === 'severity') {
      if (!words.includes(value as string)) return `The severity of ${rule.id} can be ${choice}.`;
    } else if (!Object.hasOwn(rule.limits, name)) {
      const limits = Object.keys(rule.limits);
      return `${rule.id} has no limit "${name}"; it has ${limits.length ? listed(limits) : 'none'}.`;
    } else if (typeof value !== 'number' || !Number.isFinite(value))
      return `The limit ${name} of ${rule.id} is a number.`;
  return null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (names: readonly string[]): string => names.join(', ');
