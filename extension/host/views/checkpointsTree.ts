import * as path from 'node:path';
import * as vscode from 'vscode';
import { readCheckpoints } from '../../core/runs/readCheckpoints';
import { readSnapshotIndex } from '../../core/runs/snapshotIndex';
import { internalCommands, views } from '../../contributions';
import type { CheckpointRecord } from '../../protocol/run';
import type { RunnerEvent } from '../../protocol/runner';
import { Disposables } from '../disposables';
import type { Log } from '../log';
import type { LiveRun } from '../runs/liveRun';
import type { RunCatalog } from '../runs/runCatalog';
import { Throttled } from '../throttled';
import { checkpointTooltip } from './checkpointTooltip';
import { RunNodes } from './runNodes';
import { checkpointRows, runRow, type TreeRow } from './runTree';
import type { CheckpointNode, RunNode, TreeNode } from './treeNodes';

const refreshIntervalMs = 400;
/** Not each step: a refresh closes the tooltip that someone reads. */
const shownEvents: ReadonlySet<RunnerEvent['type']> = new Set(['status', 'fit', 'epoch', 'checkpoint', 'ended']);

/**
 * The view Checkpoints: runs, newest first, then their steps. Refreshed at a bounded pace and only while it is seen. A run's
 * row is one object as long as the run is listed, and is refreshed by itself: a refresh of the whole tree takes the rows
 * away under VS Code's own questions about them.
 */
export class CheckpointsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<TreeNode[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly refresh = this.disposables.add(new Throttled(() => this.tellChanges(), refreshIntervalMs));
  readonly view: vscode.TreeView<TreeNode>;
  private watching: vscode.Disposable | null = null;
  private readonly nodes = new RunNodes();

  constructor(
    private readonly catalog: RunCatalog,
    private readonly log: Log,
  ) {
    this.view = this.disposables.add(
      vscode.window.createTreeView(views.checkpoints, { treeDataProvider: this, showCollapseAll: true }),
    );
    const request = (): void => {
      if (this.view.visible) this.refresh.request();
    };
    this.disposables.add(catalog.library.onDidChange(request));
    this.disposables.add(catalog.runs.onDidStart(request));
    this.disposables.add(
      catalog.runs.onDidEvent(({ run, event }) => {
        if (!shownEvents.has(event.type)) return;
        if (event.type === 'status' || event.type === 'ended') this.nodes.forgetGiven();
        else this.nodes.touch(run.key);
        request();
      }),
    );
    this.disposables.add(this.view.onDidChangeVisibility(({ visible }) => this.setWatching(visible)));
    if (this.view.visible) this.setWatching(true);
  }

  dispose(): void {
    this.setWatching(false);
    this.disposables.dispose();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) {
      const nodes = this.runNodes();
      this.nodes.given(nodes);
      return nodes;
    }
    if (node.kind === 'checkpoint') return [];
    return this.checkpointNodes(node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'checkpoint' ? node.run : undefined;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'run') {
      const live = this.liveRun(node);
      const { newest, hasSeveralPrograms } = this.nodes;
      const row = runRow(node.item, live?.state ?? null, hasSeveralPrograms ? path.basename(node.program) : null);
      const isOpen = live?.isActive || node === newest;
      const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
      const item = itemOf(row, isOpen ? Expanded : Collapsed);
      item.id = node.runFolder;
      return item;
    }
    const item = itemOf(node.row, vscode.TreeItemCollapsibleState.None);
    item.id = `${node.run.runFolder}#${node.record?.path ?? 'dropped'}`;
    if (node.record)
      item.command = {
        command: internalCommands.openCheckpoint,
        title: 'Open in the Panel',
        arguments: [node.run.runFolder, node.record.step],
      };
    return item;
  }

  /** The tooltip is made when it is asked for: it reads the run folder. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    try {
      if (node.kind === 'checkpoint' && node.record)
        item.tooltip = checkpointTooltip(node, node.record, this.modelsOf(node));
    } catch (error) {
      this.log.error(error);
    }
    return item;
  }

  private runNodes(): RunNode[] {
    const live = this.catalog.runs.all.filter(r => r.mode === 'train' && r.state.path !== null);
    return this.nodes.update([...live, ...this.catalog.library.all]);
  }

  private tellChanges(): void {
    const changes = this.nodes.takeChanges(this.runNodes());
    if (changes === 'all') this.changed.fire(undefined);
    else if (changes.length > 0) this.changed.fire(changes);
  }

  private checkpointNodes(run: RunNode): CheckpointNode[] {
    const records = this.liveRun(run)?.state.checkpoints ?? this.storedCheckpoints(run.runFolder);
    const inTime = [...records].sort((a, b) => a.step - b.step || a.time - b.time);
    return checkpointRows(records).map(({ record, row }) => ({
      kind: 'checkpoint',
      run,
      record,
      previous: record ? (inTime[inTime.indexOf(record) - 1] ?? null) : null,
      row,
    }));
  }

  private storedCheckpoints(runFolder: string): CheckpointRecord[] {
    try {
      return readCheckpoints(runFolder);
    } catch (error) {
      this.log.error(error);
      return [];
    }
  }

  /** Names of the models that the run has snapshots of. */
  private modelsOf({ run, record }: CheckpointNode): string[] {
    const state = this.liveRun(run)?.state;
    const refs = state?.snapshots ?? readSnapshotIndex(run.runFolder).lines;
    return [...new Set(refs.filter(s => s.step === record?.step).map(s => s.model))];
  }

  private liveRun(node: RunNode): LiveRun | null {
    return this.catalog.runs.find(node.program, node.runFolder);
  }

  private setWatching(isVisible: boolean): void {
    if (isVisible) {
      this.watching ??= this.catalog.library.watch();
      this.refresh.request();
    } else {
      this.watching?.dispose();
      this.watching = null;
    }
  }
}

function itemOf(row: TreeRow, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, state);
  item.description = row.description;
  item.iconPath = new vscode.ThemeIcon(row.icon, row.color === null ? undefined : new vscode.ThemeColor(row.color));
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: row.spoken };
  return item;
}
