import * as path from 'node:path';
import * as vscode from 'vscode';
import { contextKeys } from '../../contributions';
import { Disposables } from '../disposables';
import { Throttled } from '../throttled';
import { isModelFolder, modelFolderPattern } from './modelPlace';

/** More folders than these are not offered to be opened; their files are. */
const maxFolders = 2000;
const sendMs = 200;

/** Keeps which folders of the workspace are a model: the Explorer offers to open those. */
export class ModelFolders implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly folders = new Set<string>();
  private readonly sending = this.disposables.add(new Throttled(() => this.send(), sendMs));

  constructor() {
    const watcher = this.disposables.add(vscode.workspace.createFileSystemWatcher(modelFolderPattern, false, true));
    this.disposables.add(watcher.onDidCreate(file => this.look(file)));
    this.disposables.add(watcher.onDidDelete(file => this.look(file)));
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.find()));
    void this.find();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async find(): Promise<void> {
    const files = await vscode.workspace.findFiles(modelFolderPattern, '**/{node_modules,.git}/**', 4 * maxFolders);
    this.folders.clear();
    for (const file of files) this.look(file);
    this.sending.request();
  }

  /** A file that makes a folder a model has come or gone. */
  private look(file: vscode.Uri): void {
    if (file.scheme !== 'file') return;
    const folder = path.dirname(file.fsPath);
    const isModel = isModelFolder(folder);
    if (isModel === this.folders.has(folder) || (isModel && this.folders.size >= maxFolders)) return;
    if (isModel) this.folders.add(folder);
    else this.folders.delete(folder);
    this.sending.request();
  }

  /** As the Explorer calls them, which has the other kind of path where the editor runs on another machine. */
  private send(): void {
    const names = [...this.folders].flatMap(folder => [folder, vscode.Uri.file(folder).path]);
    void vscode.commands.executeCommand('setContext', contextKeys.modelFolders, [...new Set(names)]);
  }
}
