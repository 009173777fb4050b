import * as path from 'node:path';
import * as vscode from 'vscode';
import { settingsSection } from '../../contributions';
import { checkRuleSettings } from '../../core/findings/checkRuleSettings';
import { rulesForRun, type RulesByFile } from '../../core/findings/rulesByFile';
import { projectRules } from '../../engine/projectRules';
import { LayerglassError } from '../../protocol/errors';
import type { RuleSettings } from '../../protocol/finding';
import { workspaceFolderOf } from '../workspaceRoots';

/** What the settings say of the rules for a file. What is not valid there is left out: VS Code underlines it. */
export function displayedRules(file: string): { rules: RuleSettings; rulesByFile: RulesByFile } {
  const { rules, rulesByFile } = written(file);
  return {
    rules: checkRuleSettings(rules).settings,
    rulesByFile: Object.fromEntries(
      Object.entries(isRecord(rulesByFile) ? rulesByFile : {}).map(([glob, own]) => [
        glob,
        checkRuleSettings(own).settings,
      ]),
    ),
  };
}

/**
 * The settings of the rules that a program is run with: its package.json's, and over them those of the editor. Throws
 * LayerglassError `bad-rules` or `bad-setting` for what is not valid.
 */
export function rulesForProgram(program: string): RuleSettings {
  const { rules, rulesByFile } = written(program);
  check('rules', rules);
  if (!isRecord(rulesByFile)) check('rulesByFile', rulesByFile);
  else for (const [glob, own] of Object.entries(rulesByFile)) check(`rulesByFile › ${glob}`, own);
  const name = path.relative(workspaceFolderOf(program) ?? path.dirname(program), program).replaceAll('\\', '/');
  return rulesForRun({ ...projectRules(program), ...(rules as RuleSettings) }, rulesByFile as RulesByFile, name);
}

function check(name: string, value: unknown): void {
  const { problems } = checkRuleSettings(value);
  if (problems.length)
    throw new LayerglassError(
      'bad-setting',
      `The setting ${settingsSection}.${name} is not valid: ${problems.join(' ')}`,
      {
        remedy: 'Mend it in the settings, or remove it there.',
      },
    );
}

function written(file: string): { rules: unknown; rulesByFile: unknown } {
  const settings = vscode.workspace.getConfiguration(settingsSection, vscode.Uri.file(file));
  return { rules: settings.get('rules') ?? {}, rulesByFile: settings.get('rulesByFile') ?? {} };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
