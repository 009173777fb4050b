import * as path from 'node:path';
import * as vscode from 'vscode';
import { exportForTensorBoard } from '../../core/logs/exportRun';
import { assertRunFolder, deleteRun as deleteRunFolder } from '../../core/runs/deleteRun';
import { plainText } from '../../core/text/plainText';
import { isEnded } from '../../protocol/run';
import { LayerglassError } from '../../protocol/errors';
import { formatTimeOfDay } from '../../core/text/timeText';
import { isTreeNode, type RunNode, type TreeNode } from '../views/treeNodes';
import type { HostServices } from './hostServices';

/** Reveal Run Folder: of the row, else of the run that a panel shows, else of one that the person picks. */
export async function revealRunFolder(services: HostServices, node: unknown): Promise<void> {
  const target = isTreeNode(node) ? runOf(node) : await pickRun(services, 'Which run folder?', () => true);
  if (!target) return;
  await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(target.runFolder));
}

/** Export for TensorBoard: its event files, into a folder that the person chooses or names. */
export async function exportRunForTensorBoard(services: HostServices, node: unknown): Promise<void> {
  const run = isTreeNode(node) ? runOf(node) : await pickRun(services, 'Which run to export?', () => true);
  if (!run) return;
  const parent = vscode.Uri.file(path.dirname(path.dirname(path.dirname(run.runFolder))));
  const target = await vscode.window.showSaveDialog({
    title: `Folder for run ${run.item.id}`,
    saveLabel: 'Export',
    defaultUri: vscode.Uri.joinPath(parent, 'logs', `run-${run.item.id}`),
  });
  if (!target) return;
  const { files } = await exportForTensorBoard(run.runFolder, target.fsPath);
  const reveal = 'Show Folder';
  const text = `Run ${run.item.id} is in ${path.basename(target.fsPath)}. Open it with tensorboard --logdir.`;
  void vscode.window.showInformationMessage(text, reveal).then(choice => {
    if (choice === reveal) void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(files[0]!));
  });
}

/** Delete Run: asks first; the folder goes to the trash where there is one. */
export async function deleteRun(services: HostServices, node: unknown): Promise<void> {
  const { catalog } = services;
  const isDeletable = (run: RunNode): boolean => isEnded(run.item.status);
  const run = isTreeNode(node) ? runOf(node) : await pickRun(services, 'Which run to delete?', isDeletable);
  if (!run) return;
  if (!isDeletable(run) || catalog.runs.find(run.program, run.runFolder)?.isActive)
    throw new LayerglassError('run-active', `Run ${run.item.id} still goes on.`, { remedy: 'Stop it first.' });
  // only folders that were found as run folders are deleted, whatever a row says
  if (!catalog.library.find(run.runFolder)) throw new LayerglassError('no-run', 'The run folder is gone.');
  assertRunFolder(run.runFolder);
  const remove = 'Delete';
  const choice = await vscode.window.showWarningMessage(
    `Delete run ${run.item.id} of ${nameOf(run.program)} with its checkpoints?`,
    { modal: true, detail: plainText(run.runFolder, 1000) },
    remove,
  );
  if (choice !== remove) return;
  if (await moveToTrash(run.runFolder)) {
    catalog.runs.forgetFolder(run.runFolder);
    catalog.library.reread();
  }
}

async function moveToTrash(folder: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash: true });
    return true;
  } catch {
    // there is no trash on a server
    const remove = 'Delete Permanently';
    const choice = await vscode.window.showWarningMessage(
      'The run cannot be moved to a trash here.',
      { modal: true, detail: folder },
      remove,
    );
    if (choice !== remove) return false;
    deleteRunFolder(folder);
    return true;
  }
}

async function pickRun(
  { catalog, panels }: HostServices,
  title: string,
  isOffered: (run: RunNode) => boolean,
): Promise<RunNode | null> {
  await catalog.library.refresh();
  const runs = catalog.library.all
    .map<RunNode>(r => ({ kind: 'run', item: r.item, program: r.program, runFolder: r.item.key }))
    .filter(isOffered);
  if (runs.length === 0)
    throw new LayerglassError('no-run', 'There is no run folder in this workspace.', {
      remedy: 'Train a program first: Layerglass: Train Model.',
    });
  const shown = runs.findIndex(r => r.runFolder === panels.active?.key);
  if (shown > 0) runs.unshift(...runs.splice(shown, 1));
  const picked = await vscode.window.showQuickPick(
    runs.map(run => ({
      label: `Run ${run.item.id}`,
      description: `${nameOf(run.program)} · ${run.item.status} · ${formatTimeOfDay(run.item.startedAt)}`,
      run,
    })),
    { title },
  );
  return picked?.run ?? null;
}

const nameOf = (program: string): string => plainText(path.basename(program), 60);

const runOf = (node: TreeNode): RunNode => (node.kind === 'run' ? node : node.run);
