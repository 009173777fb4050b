import * as path from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../../core/text/plainText';
import { LayerglassError } from '../../protocol/errors';
import { placeOf, type CheckpointPlace } from '../checkpoints/findCheckpoint';
import { isTreeNode, type CheckpointNode, type RunNode, type TreeNode } from '../views/treeNodes';
import type { HostServices } from './hostServices';

/** What keybindings pass: the command is about the rows that are selected. */
const selectionWord = 'selection';

/** The rows that a command of the tree is about: `nodes` where several are selected and `node` is one of them. */
export function chosenNodes({ tree }: HostServices, node: unknown, nodes: unknown): readonly TreeNode[] {
  if (node === selectionWord) return tree.view.selection;
  if (!isTreeNode(node)) return [];
  const selected = Array.isArray(nodes) ? nodes.filter(isTreeNode) : [];
  return selected.includes(node) ? selected : [node];
}

export const isCheckpointNode = (
  node: TreeNode,
): node is CheckpointNode & { record: NonNullable<CheckpointNode['record']> } =>
  node.kind === 'checkpoint' && node.record !== null;

/**
 * The checkpoints that a command is about: of the rows, else those that the person picks. Empty: dismissed. Throws
 * LayerglassError `no-checkpoint`.
 */
export async function chosenCheckpoints(
  services: HostServices,
  title: string,
  node: unknown,
  nodes: unknown,
): Promise<CheckpointPlace[]> {
  const rows = chosenNodes(services, node, nodes).filter(isCheckpointNode);
  if (rows.length > 0) return rows.map(row => placeOf(row.run.runFolder, row.record.path));
  if (node !== undefined)
    throw new LayerglassError('no-checkpoint', 'No checkpoint is chosen.', {
      remedy: 'Select a step in the Checkpoints view.',
    });
  const picked = await pickCheckpoint(services, title);
  return picked ? [picked] : [];
}

/** Asks for a checkpoint, those of the run that a panel shows first; null: dismissed. Throws LayerglassError `no-checkpoint`. */
export async function pickCheckpoint(
  { catalog, panels, tree }: HostServices,
  title: string,
  isOffered: (at: CheckpointPlace) => boolean = () => true,
): Promise<CheckpointPlace | null> {
  await catalog.library.refresh();
  const runs = tree.allRuns();
  const shown = runs.findIndex(r => r.runFolder === panels.active?.key);
  if (shown > 0) runs.unshift(...runs.splice(shown, 1));
  const items = runs.flatMap(run => itemsOf(run, tree.checkpointsOf(run), isOffered));
  if (!items.some(item => item.at))
    throw new LayerglassError('no-checkpoint', 'There is no checkpoint in this workspace.', {
      remedy: 'Train a program first: Layerglass: Train Model.',
    });
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.at ?? null;
}

function itemsOf(
  run: RunNode,
  rows: readonly CheckpointNode[],
  isOffered: (at: CheckpointPlace) => boolean,
): (vscode.QuickPickItem & { at?: CheckpointPlace })[] {
  const items = rows.filter(isCheckpointNode).flatMap(({ row, record }) => {
    const at = placeOf(run.runFolder, record.path);
    return isOffered(at) ? [{ label: `${row.label} of run ${run.item.id}`, description: row.description, at }] : [];
  });
  const label = plainText(path.basename(run.program), 60);
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}
