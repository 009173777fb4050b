import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { workspaceRoots } from '../workspaceRoots';
import { listStoredRuns, type StoredRun } from './storedRun';
import { findRunsFolders } from '../walkFolders';

/** While someone looks, what other processes write into known folders is noticed within this time. */
const pollIntervalMs = 2000;
/** New folders are searched for at most so often, and in a large workspace for at most this share of the time. */
const minSearchIntervalMs = 4000;
const maxSearchShare = 0.05;

/**
 * The run folders of the workspace, whoever wrote them. Their folders are excluded from file watching, so they are looked
 * at again while a view of them is open, after each run and when the window gets the focus.
 */
export class RunLibrary implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;

  private readonly folders = new Map<string, { stamp: string; runs: StoredRun[] }>();
  /** Where runs were started outside of the workspace. */
  private readonly added = new Set<string>();
  private runs: StoredRun[] = [];
  private searching: Promise<void> | null = null;
  private nextSearchMs = 0;
  private watchers = 0;
  private timer: NodeJS.Timeout | null = null;

  /** `extraFolders`: places of runs that are our own, outside of the workspace. */
  constructor(private readonly extraFolders: readonly string[]) {
    const search = (): void => void this.refresh();
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(search));
    this.disposables.add(vscode.window.onDidChangeWindowState(s => s.focused && this.watchers > 0 && search()));
  }

  dispose(): void {
    if (this.timer) clearInterval(this.timer);
    this.disposables.dispose();
  }

  /** Newest first, as they were when last looked at. */
  get all(): readonly StoredRun[] {
    return this.runs;
  }

  ofProgram(program: string): StoredRun[] {
    return this.runs.filter(r => r.program === program);
  }

  find(runFolder: string): StoredRun | null {
    return this.runs.find(r => r.item.key === runFolder) ?? null;
  }

  /** Searches the workspace for run folders; resolves when `all` is up to date. */
  refresh(): Promise<void> {
    return (this.searching ??= this.search().finally(() => (this.searching = null)));
  }

  /** Looks again at the folders that are known, and at one that a run has just been started in. */
  reread(runsFolder?: string): void {
    if (runsFolder !== undefined) this.know(runsFolder);
    let isChanged = false;
    for (const folder of this.folders.keys()) isChanged = this.read(folder) || isChanged;
    if (isChanged) this.publish();
  }

  /** Looks again every two seconds until the result is disposed. */
  watch(): vscode.Disposable {
    this.watchers++;
    this.timer ??= setInterval(
      () => (Date.now() >= this.nextSearchMs ? void this.refresh() : this.reread()),
      pollIntervalMs,
    );
    void this.refresh();
    return new vscode.Disposable(() => {
      if (--this.watchers === 0 && this.timer) {
        clearInterval(this.timer);
        this.timer = null;
      }
    });
  }

  private async search(): Promise<void> {
    const startedMs = Date.now();
    const roots = workspaceRoots();
    const found = (await Promise.all(roots.map(root => findRunsFolders(root)))).flat();
    const folders = new Set([...found, ...this.extraFolders, ...this.added]);
    let isChanged = false;
    for (const folder of [...this.folders.keys()])
      if (!folders.has(folder)) isChanged = this.folders.delete(folder) || isChanged;
    for (const folder of folders) isChanged = this.read(folder) || isChanged;
    const endedMs = Date.now();
    this.nextSearchMs = endedMs + Math.max(minSearchIntervalMs, (endedMs - startedMs) / maxSearchShare);
    if (isChanged) this.publish();
  }

  private know(folder: string): void {
    if (this.folders.has(folder)) return;
    this.added.add(folder);
    this.folders.set(folder, { stamp: '', runs: [] });
  }

  /** True where something has changed. */
  private read(folder: string): boolean {
    const isOurs = this.extraFolders.includes(folder);
    // beside `.layerglass/runs` lies what was run: a workspace need not hold it
    const runs = listStoredRuns(folder, isOurs ? null : [...workspaceRoots(), path.resolve(folder, '../..')]);
    const stamp = JSON.stringify(runs);
    if (this.folders.get(folder)?.stamp === stamp) return false;
    this.folders.set(folder, { stamp, runs });
    return true;
  }

  private publish(): void {
    this.runs = [...this.folders.values()].flatMap(f => f.runs).sort((a, b) => b.item.startedAt - a.item.startedAt);
    this.changed.fire();
  }
}
