import * as vscode from 'vscode';
import { isUri, type HostServices } from './hostServices';

/** Open Log Directory: the folder of the Explorer's menu, else one that the person picks; its panel has the folder's name. */
export async function openLogDirectory({ logs, panels }: HostServices, target: unknown): Promise<void> {
  const uri = isUri(target) ? target : await pickFolder();
  if (!uri) return;
  const folder = uri.fsPath;
  logs.add(folder);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Reading the log directory' },
    () => logs.load(folder, null),
  );
  const panel = panels.open(folder);
  panel.panel.reveal(undefined, false);
}

async function pickFolder(): Promise<vscode.Uri | null> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: 'Which log directory of TensorBoard?',
    openLabel: 'Open Log Directory',
  });
  return picked?.[0] ?? null;
}
