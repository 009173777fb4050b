import * as vscode from 'vscode';
import { settingsSection, type Settings } from '../contributions';

/** The value of a setting as it holds for a file. In a workspace that is not trusted, VS Code itself ignores the restricted ones. */
export function setting<N extends keyof Settings>(name: N, scope: vscode.Uri | undefined): Settings[N] {
  return vscode.workspace.getConfiguration(settingsSection, scope).get(name) as Settings[N];
}
