import * as vscode from 'vscode';
import { LayerglassError } from '../../protocol/errors';
import { formatBytes } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';
import type { CheckpointDeed } from '../checkpoints/checkpointDeeds';
import { nameOfCheckpoint } from '../checkpoints/findCheckpoint';
import { formatTimeOfDay } from '../../core/text/timeText';
import { requireTrust } from '../trust';
import type { RunNode } from '../views/treeNodes';
import { chosenCheckpoints, chosenNodes, isCheckpointNode } from './chosenCheckpoints';
import type { HostServices } from './hostServices';
import { deleteRun } from './runFolderCommands';

const questions: Record<CheckpointDeed, string> = {
  resume: 'Resume from which checkpoint?',
  restore: 'Restore which checkpoint?',
  rename: 'Rename which checkpoint?',
  pin: 'Pin which checkpoint?',
  unpin: 'Unpin which checkpoint?',
  trash: 'Delete which checkpoint?',
  reveal: 'Reveal which checkpoint?',
  copyPath: 'Copy the path of which checkpoint?',
  copyCode: 'Copy the code that loads which checkpoint?',
  export: 'Export which checkpoint?',
};

const ofSeveral: ReadonlySet<CheckpointDeed> = new Set(['pin', 'unpin', 'trash', 'copyPath', 'copyCode']);

/** Does it with the checkpoints of the rows, else with one that the person picks. */
export async function doWithCheckpoints(
  services: HostServices,
  what: CheckpointDeed,
  node: unknown,
  nodes: unknown,
): Promise<void> {
  // said before anything is asked
  if (what === 'resume' || what === 'restore') requireTrust();
  // what takes one is about the row that was clicked, however many are selected
  const at = await chosenCheckpoints(services, questions[what], node, ofSeveral.has(what) ? nodes : undefined);
  try {
    if (at.length > 0) await services.deeds.run(what, at);
  } catch (error) {
    // what is gone since it was drawn goes from the tree
    for (const { runFolder } of at) services.tree.touch(runFolder);
    throw error;
  }
}

/** Delete Checkpoint; where rows of runs are selected and no checkpoint, Delete Run. */
export async function deleteCheckpoints(services: HostServices, node: unknown, nodes: unknown): Promise<void> {
  const chosen = chosenNodes(services, node, nodes);
  const [first] = chosen;
  if (first && !chosen.some(isCheckpointNode)) {
    if (chosen.length > 1 || first.kind !== 'run')
      throw new LayerglassError('one-run', 'Runs are deleted one at a time.', { remedy: 'Select one run.' });
    return deleteRun(services, first);
  }
  await doWithCheckpoints(services, 'trash', node, nodes);
}

/** Restore Deleted Checkpoints…: of the row's run, else of every run; the person picks which. */
export async function restoreDeleted(services: HostServices, node: unknown): Promise<void> {
  const { catalog, deeds, tree } = services;
  await catalog.library.refresh();
  const [chosen] = chosenNodes(services, node, undefined);
  const runs: RunNode[] = chosen ? [chosen.kind === 'run' ? chosen : chosen.run] : tree.allRuns();
  const items = runs.flatMap(run =>
    deeds.deleted(run.runFolder).map(record => ({
      label: nameOfCheckpoint(run.item.id, record),
      description: [
        ...(record.name ? [plainText(record.name, 80)] : []),
        formatBytes(record.sizeBytes),
        formatTimeOfDay(record.time),
      ].join(' · '),
      runFolder: run.runFolder,
      path: record.path,
    })),
  );
  if (items.length === 0)
    throw new LayerglassError('nothing-deleted', 'No deleted checkpoint is kept any more.', {
      remedy: 'What is deleted is kept for a week.',
    });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Restore which deleted checkpoints?',
    canPickMany: true,
  });
  if (picked?.length) await deeds.bringBack(picked);
}
