import type * as vscode from 'vscode';
import type { RunState } from '../protocol/runState';
import type { RunKnowledge } from './knowledge/runKnowledge';
import type { TreeNode } from './views/treeNodes';

/** What `activate` returns: a window into the host for tests in the editor. Nothing in it changes anything. */
export interface TestApi {
  /** A run of this window has ended, its folder is final. */
  readonly onDidEndRun: vscode.Event<RunState>;
  /** States of this window's runs, newest first. */
  readonly runs: readonly RunState[];
  readonly knowledge: Pick<
    RunKnowledge,
    'layersIn' | 'modelsIn' | 'findingsOf' | 'histogramsOf' | 'isStale' | 'onDidChange'
  >;
  /** The tree Checkpoints as it is drawn. */
  readonly checkpoints: Pick<vscode.TreeDataProvider<TreeNode>, 'getChildren' | 'getTreeItem' | 'resolveTreeItem'>;
  /** Programs that have a panel, with the key of the run it shows. */
  readonly panels: readonly { program: string; key: string | null; isShown: boolean }[];
  /** How long activate took. */
  readonly activationMs: number;
}
