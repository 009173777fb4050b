import * as vscode from 'vscode';
import type { Reader } from '../../engine/reader/reader';
import { LayerglassError } from '../../protocol/errors';
import type { PanelParams } from '../../protocol/panel';
import type { CheckpointRecord } from '../../protocol/run';
import type { Log } from '../log';
import type { RunCatalog } from '../runs/runCatalog';
import { showError } from '../showError';
import type { CheckpointEditing } from './checkpointEditing';
import { exportCheckpoint } from './exportCheckpoint';
import {
  findCheckpoint,
  findRun,
  nameOfCheckpoint,
  recordsOf,
  type CheckpointPlace,
  type FoundCheckpoint,
} from './findCheckpoint';
import { loadingCode, modelsIn } from './loadingCode';
import type { CheckpointResume } from './checkpointResume';

export type { CheckpointPlace } from './findCheckpoint';
export type CheckpointDeed = PanelParams<'checkpointCommand'>['do'];

export interface DeedServices {
  catalog: RunCatalog;
  reader: Reader;
  editing: CheckpointEditing;
  resume: CheckpointResume;
  log: Log;
}

const maxNameLength = 80;

/** What a person does with checkpoints, whether asked for in the tree, in the page or in the palette. */
export class CheckpointDeeds {
  constructor(private readonly services: DeedServices) {}

  /** Does it; rejects with LayerglassError. What takes several does it for all of `at`. */
  async run(what: CheckpointDeed, at: readonly CheckpointPlace[]): Promise<void> {
    const found = at.map(place => findCheckpoint(this.services.catalog, place));
    switch (what) {
      case 'resume':
        return this.services.resume.train(onlyOne(found));
      case 'restore':
        return this.services.resume.inspect(onlyOne(found));
      case 'rename':
        return this.rename(onlyOne(found));
      case 'pin':
      case 'unpin':
        return this.pin(found, what === 'pin');
      case 'trash':
        return this.trash(found);
      case 'reveal':
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(onlyOne(found).place));
        return;
      case 'copyPath':
        return vscode.env.clipboard.writeText(found.map(({ place }) => place).join('\n'));
      case 'copyCode':
        return vscode.env.clipboard.writeText(loadingCode(found.flatMap(({ place }) => modelsIn(place))));
      case 'export':
        return exportCheckpoint(this.services.reader, onlyOne(found));
    }
  }

  /** What was deleted of a run and can come back, newest first. Throws LayerglassError `no-run`. */
  deleted(runFolder: string): CheckpointRecord[] {
    const { live } = findRun(this.services.catalog, runFolder);
    return recordsOf(runFolder, live)
      .filter(r => r.isTrashed === true && !r.dropped)
      .reverse();
  }

  /** Brings deleted checkpoints back. */
  async bringBack(at: readonly Pick<CheckpointPlace, 'runFolder' | 'path'>[]): Promise<void> {
    for (const { runFolder, path } of at) {
      const run = findRun(this.services.catalog, runFolder);
      await this.services.editing.change({ ...run, runFolder }, { do: 'untrash', path });
    }
  }

  /** Removes for good what was deleted of these runs. Rejects with the first failure, once all were tried. */
  async emptyTrash(runFolders: readonly string[]): Promise<void> {
    const failures: unknown[] = [];
    for (const runFolder of runFolders)
      try {
        const { live, program } = findRun(this.services.catalog, runFolder);
        if (live?.isActive)
          throw new LayerglassError('run-locked', 'A run that goes on keeps its trash.', {
            remedy: 'Empty it once the run has ended.',
          });
        await this.services.editing.empty({ runFolder, program });
      } catch (error) {
        failures.push(error);
      }
    if (failures.length) throw failures[0];
  }

  private async rename(checkpoint: FoundCheckpoint): Promise<void> {
    const { record, runId, path } = checkpoint;
    const name = await vscode.window.showInputBox({
      title: `Name of ${nameOfCheckpoint(runId, record)}`,
      prompt: 'Shown beside its step. Empty: no name.',
      value: record.name ?? '',
      validateInput: text => (text.trim().length > maxNameLength ? `At most ${maxNameLength} characters.` : undefined),
    });
    if (name === undefined) return;
    await this.services.editing.change(checkpoint, { do: 'rename', path, name: name.trim() || null });
  }

  private async pin(found: readonly FoundCheckpoint[], pinned: boolean): Promise<void> {
    for (const one of found)
      if (one.record.pinned !== pinned) await this.services.editing.change(one, { do: 'pin', path: one.path, pinned });
  }

  /** Deletes without a question, because it can be undone: the notification says how. */
  private async trash(found: readonly FoundCheckpoint[]): Promise<void> {
    const done: FoundCheckpoint[] = [];
    try {
      for (const one of found) {
        await this.services.editing.change(one, { do: 'trash', path: one.path });
        done.push(one);
      }
    } finally {
      if (done.length > 0) void this.offerUndo(done);
    }
  }

  private async offerUndo(done: readonly FoundCheckpoint[]): Promise<void> {
    const [first] = done;
    const what =
      done.length === 1 && first ? nameOfCheckpoint(first.runId, first.record) : `${done.length} checkpoints`;
    const undo = 'Undo';
    try {
      if ((await vscode.window.showInformationMessage(`Deleted ${what}.`, undo)) === undo) await this.bringBack(done);
    } catch (error) {
      void showError(error, this.services.log);
    }
  }
}

function onlyOne(found: readonly FoundCheckpoint[]): FoundCheckpoint {
  const [first, second] = found;
  if (!first || second)
    throw new LayerglassError('one-checkpoint', first ? 'This works on one checkpoint.' : 'No checkpoint is chosen.', {
      remedy: 'Select one step in the Checkpoints view.',
    });
  return first;
}
