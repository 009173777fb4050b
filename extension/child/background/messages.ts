import type { CloseUp } from '../../protocol/closeUp';
import type { RunError, RunStatus, Snapshot, StepRecord } from '../../protocol/run';
import type { LaunchSpec, RunnerEvent } from '../../protocol/runner';
import type { CheckpointContent } from '../../core/runs/checkpointContent';

/** Events that need no more than to be kept and passed on. */
export type PlainEvent = Extract<
  RunnerEvent,
  {
    type:
      | 'hello'
      | 'stage'
      | 'backend'
      | 'status'
      | 'model'
      | 'fit'
      | 'epoch'
      | 'data'
      | 'finding'
      | 'initializers'
      | 'notice';
  }
>;

/** From the program's thread to the background thread. They are handled one after the other, in order. */
export type BackgroundMessage =
  | PlainEvent
  | { type: 'steps'; steps: StepRecord[] }
  /** With buckets. */
  | { type: 'snapshot'; snapshot: Snapshot }
  /** Before the snapshot of the same step. */
  | { type: 'closeUp'; closeUp: CloseUp }
  /** `heldBytes` are counted in `cell.heldKilobytes` until it is written. */
  | { type: 'checkpoint'; content: CheckpointContent; heldBytes: number }
  /** Nothing follows: write what is left, tell the host, set `cell.ended`. */
  | { type: 'end'; status: RunStatus; error: RunError | null };

/** Sent back: a stop was asked for. For a program that waits for something else than its next step. */
export type BackgroundReply = { type: 'stop' };

/** What the thread is started with. */
export interface BackgroundData {
  spec: LaunchSpec;
  cells: SharedArrayBuffer;
  parentPid: number;
}

/** Cells of the memory that both threads share, as Int32Array: a program that never yields reads and sets them too. */
export const cell = {
  /** 1 while the run is to stand still. Notified when it changes. */
  paused: 0,
  /** 1 once a stop was asked for. It ends a pause. */
  stop: 1,
  /** 1 once all is written and told. Notified. */
  ended: 2,
  /** Kilobytes of checkpoints that wait to be written. */
  heldKilobytes: 3,
  /** Grows while the background thread lives: it beats between two writes. */
  beats: 4,
  /** Messages that wait to be handled. Notified when it shrinks. */
  waiting: 5,
  /** Checkpoints among them. */
  waitingCheckpoints: 6,
} as const;
export const cellCount = 8;
export const newCells = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(4 * cellCount));
