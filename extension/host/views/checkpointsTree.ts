import * as path from 'node:path';
import * as vscode from 'vscode';
import { readSnapshotIndex } from '../../core/runs/snapshotIndex';
import { contextKeys, internalCommands, views } from '../../contributions';
import type { CheckpointRecord } from '../../protocol/run';
import type { RunnerEvent } from '../../protocol/runner';
import { Disposables } from '../disposables';
import type { Log } from '../log';
import type { LiveRun } from '../runs/liveRun';
import type { RunCatalog } from '../runs/runCatalog';
import { Throttled } from '../throttled';
import { parseCheckpointFilter } from '../../protocol/checkpointFilter';
import { CheckpointNodes } from './checkpointNodes';
import { checkpointOrders, type CheckpointOrder } from './checkpointRows';
import { checkpointTooltip } from './checkpointTooltip';
import { RunNodes } from './runNodes';
import { runRow, type TreeRow } from './runTree';
import { StoredCheckpoints } from './storedCheckpoints';
import type { CheckpointNode, RunNode, TreeNode } from './treeNodes';

const refreshIntervalMs = 400;
/** Not each step: a refresh closes the tooltip that someone reads. */
const shownEvents: ReadonlySet<RunnerEvent['type']> = new Set(['status', 'fit', 'epoch', 'checkpoint', 'ended']);
/** The order that a person chose, in the workspace's memory. */
const orderKey = 'layerglass.checkpointOrder';
export const orderWords: Record<CheckpointOrder, string> = {
  newest: 'newest first',
  oldest: 'oldest first',
  best: 'best metric first',
  size: 'largest first',
};

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
  private readonly runs = new RunNodes();
  private readonly stored: StoredCheckpoints;
  private readonly checkpoints = new CheckpointNodes(run => {
    const live = this.liveRun(run);
    // of one that has ended the folder may have been changed since
    return live?.isActive ? live.state.checkpoints : this.stored.of(run.runFolder);
  });
  /** What the person typed; empty: all is shown. */
  filterText = '';

  constructor(
    private readonly catalog: RunCatalog,
    private readonly memory: vscode.Memento,
    private readonly log: Log,
  ) {
    this.stored = new StoredCheckpoints(error => log.error(error));
    const order = memory.get<string>(orderKey);
    this.checkpoints.order = checkpointOrders.find(o => o === order) ?? 'newest';
    this.view = this.disposables.add(
      vscode.window.createTreeView(views.checkpoints, {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.tellState();
    const request = (): void => {
      if (this.view.visible) this.refresh.request();
    };
    this.disposables.add(catalog.library.onDidChange(request));
    this.disposables.add(catalog.runs.onDidStart(request));
    this.disposables.add(
      catalog.runs.onDidEvent(({ run, event }) => {
        if (!shownEvents.has(event.type)) return;
        if (event.type === 'status' || event.type === 'ended') this.runs.forgetGiven();
        else this.runs.touch(run.key);
        request();
      }),
    );
    this.disposables.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && request()));
    // tooltips are kept by VS Code, and their pictures have the colours of the theme
    this.disposables.add(vscode.window.onDidChangeActiveColorTheme(() => this.redraw()));
    this.disposables.add(this.view.onDidChangeVisibility(({ visible }) => this.setWatching(visible)));
    if (this.view.visible) this.setWatching(true);
  }

  dispose(): void {
    this.setWatching(false);
    this.disposables.dispose();
  }

  get order(): CheckpointOrder {
    return this.checkpoints.order;
  }

  setOrder(order: CheckpointOrder): void {
    this.checkpoints.order = order;
    void this.memory.update(orderKey, order);
    this.redraw();
  }

  /** Shows what the text asks for, all of it where it is empty; throws LayerglassError `bad-filter`. */
  setFilter(text: string): void {
    this.checkpoints.filter = parseCheckpointFilter(text);
    this.filterText = this.checkpoints.filter ? text.trim() : '';
    this.redraw();
  }

  /** Checkpoints of this run have changed where no event tells it. */
  touch(runFolder: string): void {
    this.runs.touch(runFolder);
    if (this.view.visible) this.refresh.request();
  }

  /** Every run, newest first, whatever the filter. */
  allRuns(): RunNode[] {
    const live = this.catalog.runs.all.filter(r => r.mode === 'train' && r.state.path !== null);
    return this.runs.update([...live, ...this.catalog.library.all]);
  }

  /** All rows of a run, whatever the filter. */
  checkpointsOf(run: RunNode): CheckpointNode[] {
    return this.checkpoints.of(run, null);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) {
      const nodes = this.runNodes();
      this.runs.given(nodes);
      if (this.filterText) this.tellState(nodes.length);
      return nodes;
    }
    return node.kind === 'checkpoint' ? [] : this.checkpoints.of(node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'checkpoint' ? node.run : undefined;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'run') return this.runItem(node);
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
        item.tooltip = checkpointTooltip(node, node.record, this.modelsOf(node, node.record));
    } catch (error) {
      this.log.error(error);
    }
    return item;
  }

  private runItem(node: RunNode): vscode.TreeItem {
    const live = this.liveRun(node);
    const { newest, hasSeveralPrograms } = this.runs;
    const row = runRow(node.item, live?.state ?? null, hasSeveralPrograms ? path.basename(node.program) : null);
    const isOpen = live?.isActive || node === newest || this.filterText !== '';
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = itemOf(row, isOpen ? Expanded : Collapsed);
    // with another id VS Code opens what a filter leaves: an item keeps the state that it once had
    item.id = this.filterText ? `${node.runFolder} filtered` : node.runFolder;
    return item;
  }

  private runNodes(): RunNode[] {
    return this.checkpoints.shown(this.allRuns());
  }

  private tellChanges(): void {
    // another window, or the command line, may have changed them
    for (const runFolder of this.stored.changed()) this.runs.touch(runFolder);
    const changes = this.runs.takeChanges(this.runNodes());
    if (changes === 'all') this.changed.fire(undefined);
    else if (changes.length > 0) this.changed.fire(changes);
  }

  private redraw(): void {
    this.tellState();
    this.runs.forgetGiven();
    this.changed.fire(undefined);
  }

  /** What is shown, and in which order, where that is not the ordinary. `runs`: how many the filter leaves, once known. */
  private tellState(runs?: number): void {
    const { order, filterText } = this;
    const none = runs === 0 ? 'No checkpoint is found by' : 'Filter:';
    this.view.message = filterText ? `${none} ${filterText}` : undefined;
    this.view.description = order === 'newest' ? undefined : orderWords[order];
    void vscode.commands.executeCommand('setContext', contextKeys.isFiltered, filterText !== '');
  }

  /** Names of the models that the run has snapshots of. */
  private modelsOf({ run }: CheckpointNode, { step }: CheckpointRecord): string[] {
    const state = this.liveRun(run)?.state;
    const refs = state?.snapshots ?? readSnapshotIndex(run.runFolder).lines;
    return [...new Set(refs.filter(s => s.step === step).map(s => s.model))];
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
