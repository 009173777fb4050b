import * as vscode from 'vscode';
import { setting } from '../settings';
import { workspaceFolderOf } from '../workspaceRoots';
import { launchOf, settingsOf } from './programSettings';

/** The absolute folder that a source file would run in. */
export function programFolderOf(file: string): string {
  const workspaceFolder = workspaceFolderOf(file);
  const own = settingsOf(file, workspaceFolder, setting('programs', vscode.Uri.file(file)));
  return launchOf(file, workspaceFolder, own).folder;
}
