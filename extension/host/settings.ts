import * as vscode from 'vscode';
import { settingsSection, type Settings } from '../contributions';
import { checkSetting } from './checkSetting';

/**
 * The value of a setting as it holds for a file. In a workspace that is not trusted, VS Code itself ignores the restricted
 * ones. Throws LayerglassError `bad-setting`.
 */
export function setting<N extends keyof Settings>(name: N, scope: vscode.Uri | undefined): Settings[N] {
  return checkSetting(name, vscode.workspace.getConfiguration(settingsSection, scope).get(name));
}
