import * as path from 'node:path';
import * as vscode from 'vscode';
import { folderOf } from './fileFingerprint';
import { SettledChange, type SettledChangeOptions } from './settledChange';

/** File systems of other machines tell nothing: it is looked at all the same. */
const lookMs = 4000;
/** Folders that are watched for one file. */
const maxFolders = 16;

/** Watches a model file and the files that it is made of. */
export class FileWatch implements vscode.Disposable {
  private readonly change: SettledChange;
  private watchers: vscode.Disposable[] = [];
  private watched = '';
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly place: string,
    private readonly options: SettledChangeOptions & { isOther(): boolean },
  ) {
    this.change = new SettledChange(options);
    this.follow([]);
    this.timer = setInterval(() => this.look(), lookMs).unref();
  }

  /** These are its files now, relative to its folder. */
  follow(files: readonly { path: string }[]): void {
    const folder = folderOf(this.place);
    const own = [path.dirname(this.place), folder, ...files.map(f => path.dirname(path.resolve(folder, f.path)))];
    const folders = [...new Set(own)].slice(0, maxFolders);
    if (folders.join('\n') === this.watched) return;
    this.watched = folders.join('\n');
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = folders.map(each => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(each), '*'));
      watcher.onDidChange(() => this.look());
      watcher.onDidCreate(() => this.look());
      watcher.onDidDelete(() => this.look());
      return watcher;
    });
  }

  /** It is to be waited for until the files are at rest. */
  touch(): void {
    this.change.touch();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.change.dispose();
    for (const watcher of this.watchers) watcher.dispose();
  }

  /** Files beside it may change as they like. */
  private look(): void {
    if (!this.change.isWaiting && this.options.isOther()) this.change.touch();
  }
}
