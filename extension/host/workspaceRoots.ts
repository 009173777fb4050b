import * as vscode from 'vscode';

/** The workspace folders that are on this machine. */
export function workspaceRoots(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(f => f.uri.scheme === 'file').map(f => f.uri.fsPath);
}

/** The workspace folder that holds the file; null where none does. */
export function workspaceFolderOf(file: string): string | null {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  return folder?.uri.scheme === 'file' ? folder.uri.fsPath : null;
}
