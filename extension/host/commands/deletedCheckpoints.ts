import * as vscode from 'vscode';
import { LayerglassError } from '../../protocol/errors';
import { formatBytes } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';
import { formatTimeOfDay } from '../../core/text/timeText';
import { nameOfCheckpoint } from '../checkpoints/findCheckpoint';
import type { RunNode } from '../views/treeNodes';
import { chosenNodes } from './chosenCheckpoints';
import type { HostServices } from './hostServices';

/** Restore Deleted Checkpoints…: of the row's run, else of every run; the person picks which. */
export async function restoreDeleted(services: HostServices, node: unknown): Promise<void> {
  const { deeds } = services;
  const runs = await runsOf(services, node);
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
  if (items.length === 0) throw nothingDeleted();
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Restore which deleted checkpoints?',
    canPickMany: true,
  });
  if (picked?.length) await deeds.bringBack(picked);
}

/** Empty Trash…: of the row's run, else of every run, once the person has agreed. A run that goes on keeps its own. */
export async function emptyTrash(services: HostServices, node: unknown): Promise<void> {
  const { deeds } = services;
  const runs = await runsOf(services, node);
  const full = runs
    .map(({ runFolder }) => ({ runFolder, deleted: deeds.deleted(runFolder) }))
    .filter(r => r.deleted.length);
  const all = full.flatMap(r => r.deleted);
  if (all.length === 0) throw nothingDeleted();
  const bytes = all.reduce((sum, record) => sum + record.sizeBytes, 0);
  const what = all.length === 1 ? 'the deleted checkpoint' : `${all.length} deleted checkpoints`;
  const empty = 'Empty Trash';
  const answer = await vscode.window.showWarningMessage(
    `Remove ${what} for good?`,
    { modal: true, detail: `${formatBytes(bytes)} become free. This cannot be undone.` },
    empty,
  );
  if (answer === empty) await deeds.emptyTrash(full.map(r => r.runFolder));
}

/** The run of the row; every one without a row. */
async function runsOf(services: HostServices, node: unknown): Promise<RunNode[]> {
  await services.catalog.library.refresh();
  const [chosen] = chosenNodes(services, node, undefined);
  return chosen ? [chosen.kind === 'run' ? chosen : chosen.run] : services.tree.allRuns();
}

const nothingDeleted = (): LayerglassError =>
  new LayerglassError('nothing-deleted', 'No deleted checkpoint is kept any more.', {
    remedy: 'What is deleted is kept for a week.',
  });
