import * as vscode from 'vscode';
import { plainText } from '../../core/text/plainText';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointRecord } from '../../protocol/run';
import type { CheckpointChange, RunnerEvent } from '../../protocol/runner';
import type { LiveRun } from '../runs/liveRun';
import type { Runs } from '../runs/runs';
import type { FoundCheckpoint } from './findCheckpoint';

/** A run that goes on answers between two steps: they may be long. */
const answerMs = 20_000;

/** Changes checkpoints of an ended run in its folder, without a run of ours; throws LayerglassError. */
export type EditCheckpoints = (runFolder: string, change: CheckpointChange) => Promise<CheckpointRecord>;

export interface ChangedCheckpoint {
  runFolder: string;
  /** Absolute. */
  program: string;
  record: CheckpointRecord;
}

/** Pins, renames, deletes and brings back checkpoints: a run that goes on does it itself, else it is done in the folder. */
export class CheckpointEditing implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ChangedCheckpoint>();
  /** Changed in a folder: no run tells it. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runs: Runs,
    private readonly edit: EditCheckpoints,
    private readonly emptyTrash: (runFolder: string) => Promise<CheckpointRecord[]>,
  ) {}

  dispose(): void {
    this.changed.dispose();
  }

  /** Resolves once it is done; rejects with LayerglassError: `timeout`, or why the folder cannot be changed. */
  async change(
    { live, runFolder, program }: Pick<FoundCheckpoint, 'live' | 'runFolder' | 'program'>,
    change: CheckpointChange,
  ): Promise<void> {
    if (live?.isActive && (await this.askRun(live, change))) return;
    const record = await this.edit(runFolder, change);
    this.changed.fire({ runFolder, program, record });
  }

  /** Removes for good what was deleted of an ended run. Rejects with LayerglassError. */
  async empty({ runFolder, program }: Pick<FoundCheckpoint, 'runFolder' | 'program'>): Promise<void> {
    for (const record of await this.emptyTrash(runFolder)) this.changed.fire({ runFolder, program, record });
  }

  /** False where the run ended before it could answer. */
  private askRun(run: LiveRun, change: CheckpointChange): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        subscription.dispose();
        settle();
      };
      const subscription = this.runs.onDidEvent(({ run: from, event }) => {
        if (from !== run) return;
        const answer = answerOf(event, change);
        if (answer === true) end(() => resolve(true));
        else if (answer) end(() => reject(new LayerglassError('not-changed', answer)));
      });
      const timer = setTimeout(
        () =>
          end(() =>
            reject(
              new LayerglassError('timeout', 'The run has not answered yet: it may be in a long step.', {
                remedy: 'The change is made as soon as it can.',
              }),
            ),
          ),
        answerMs,
      );
      void run.handle.stopped.then(() => end(() => resolve(false)));
      run.handle.control({ type: 'checkpoint', change });
    });
  }
}

/** True: it is done. A text: why it could not be done. Null: the event is about something else. */
function answerOf(event: RunnerEvent, change: CheckpointChange): true | string | null {
  if (event.type === 'notice' && event.notice.code === 'checkpoint-not-changed')
    return plainText(event.notice.message, 300);
  return event.type === 'checkpoint' && event.checkpoint.path === change.path && isAsAsked(event.checkpoint, change)
    ? true
    : null;
}

function isAsAsked(record: CheckpointRecord, change: CheckpointChange): boolean {
  switch (change.do) {
    case 'pin':
      return record.pinned === change.pinned;
    case 'rename':
      return (record.name ?? null) === change.name;
    case 'trash':
      return record.isTrashed === true;
    case 'untrash':
      return record.isTrashed !== true;
  }
}
