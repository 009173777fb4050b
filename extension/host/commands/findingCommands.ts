import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { settingsSection, type FindingRef } from '../../contributions';
import { LayerglassError } from '../../protocol/errors';
import type { HostServices } from './hostServices';

/** A rule's id was clicked: shows its page as text is shown, not as source. */
export async function openRule({ extensionUri }: HostServices, rule: unknown): Promise<void> {
  const page = isRuleId(rule) ? vscode.Uri.joinPath(extensionUri, 'dist', 'docs', `${rule}.md`) : null;
  if (!page || !fs.existsSync(page.fsPath))
    throw new LayerglassError('no-page', 'There is no page about this rule.', {
      remedy: 'The run may be of another version of Layerglass.',
    });
  try {
    await vscode.commands.executeCommand('markdown.showPreview', page);
  } catch {
    // the preview is an extension too, and may be switched off
    await vscode.window.showTextDocument(page, { preview: true });
  }
}

/** Makes the edits of a remedy, then offers to look again. */
export async function applyRemedy(services: HostServices, ref: unknown, index: unknown): Promise<void> {
  const known = isRef(ref) ? services.knowledge.runOfFinding(ref) : null;
  const remedy = typeof index === 'number' ? known?.finding.remedies[index] : undefined;
  if (!known || !remedy)
    throw new LayerglassError('no-remedy', 'This finding is gone.', { remedy: 'Inspect the model again.' });
  if (await services.applyEdits(vscode.Uri.file(known.workingFolder), remedy))
    services.recheck.offer(ref as FindingRef, remedy.label);
}

/** The editor has made the edits of a remedy: offers to look again. */
export function remedyApplied({ knowledge, recheck }: HostServices, ref: unknown, index: unknown): void {
  const remedy = isRef(ref) && typeof index === 'number' ? knowledge.findingOf(ref)?.remedies[index] : undefined;
  if (remedy) recheck.offer(ref as FindingRef, remedy.label);
}

/** Inspect Again, or Train Again: says what has become of a finding. */
export async function checkAgain({ recheck }: HostServices, ref: unknown): Promise<void> {
  if (isRef(ref)) await recheck.check(ref);
}

/** Switches a rule off in the settings of the workspace; without one, in those of the person. */
export async function disableRule(_services: HostServices, rule: unknown): Promise<void> {
  if (!isRuleId(rule)) return;
  const settings = vscode.workspace.getConfiguration(settingsSection);
  const hasWorkspace = vscode.workspace.workspaceFolders !== undefined;
  const written = settings.inspect<Record<string, unknown>>('rules');
  const own = hasWorkspace ? written?.workspaceValue : written?.globalValue;
  const target = hasWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('rules', { ...own, [rule]: 'off' }, target);
}

const isRuleId = (value: unknown): value is string => typeof value === 'string' && /^[a-z][a-z0-9-]{0,60}$/.test(value);

function isRef(value: unknown): value is FindingRef {
  if (typeof value !== 'object' || value === null) return false;
  const { program, rule, fit, model, layer } = value as Record<string, unknown>;
  const isText = (v: unknown): boolean => typeof v === 'string';
  return (
    isText(program) &&
    path.isAbsolute(program as string) &&
    isText(rule) &&
    [model, layer].every(v => v === null || isText(v)) &&
    (fit === null || typeof fit === 'number')
  );
}
