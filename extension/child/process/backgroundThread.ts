import { Worker } from 'node:worker_threads';
import type { LaunchSpec } from '../../protocol/runner';
import type { RunError, RunStatus } from '../../protocol/run';
import type { CheckpointContent } from '../../core/runs/checkpointContent';
import {
  cell,
  newCells,
  type BackgroundData,
  type BackgroundMessage,
  type BackgroundReply,
} from '../background/messages';

/** Checkpoints that wait for a slow disk hold at most about this much memory. */
const maxHeldKilobytes = 2 ** 20;
/** Of epochs shorter than the writing of a checkpoint not each gets one. */
const maxWaitingCheckpoints = 8;
/** A program that reports more than can be written is held back: memory is bounded. */
const maxWaiting = 1024;
/** A background thread that has not moved for so long will not any more. */
const silenceMs = 30_000;

/** The program's end of the background thread. Nothing here throws, and nothing waits but `end` and a pause. */
export class BackgroundThread {
  private readonly cells = newCells();
  private readonly worker: Worker;
  private isGone = false;

  /** @param onStopAsked called when the program's thread gets to its events; `isStopAsked` knows it at once */
  constructor(spec: LaunchSpec, onStopAsked: () => void) {
    const data: BackgroundData = { spec, cells: this.cells.buffer, parentPid: process.ppid };
    this.worker = new Worker(new URL('./background.js', import.meta.url), { workerData: data, execArgv: [] });
    this.worker.on('message', (_: BackgroundReply) => onStopAsked());
    const lose = (): void => {
      this.isGone = true;
    };
    this.worker.on('error', lose);
    this.worker.on('exit', lose);
    this.worker.unref();
  }

  get isStopAsked(): boolean {
    return this.load(cell.stop) === 1;
  }
  get isPaused(): boolean {
    return this.load(cell.paused) === 1 && !this.isStopAsked;
  }

  /** Stands still until the pause ends or a stop is asked for. */
  waitWhilePaused(): void {
    while (this.isPaused) Atomics.wait(this.cells, cell.paused, 1, 1000);
  }

  post(message: BackgroundMessage): void {
    if (this.isGone) return;
    this.waitForRoom();
    try {
      this.worker.postMessage(message);
      Atomics.add(this.cells, cell.waiting, 1);
    } catch {
      // what cannot be cloned is not ours to fail the program with
    }
  }

  private waitForRoom(): void {
    for (let waiting = this.load(cell.waiting); waiting > maxWaiting; waiting = this.load(cell.waiting))
      if (!this.waitForChange(cell.waiting, waiting)) return;
  }

  private load(index: number): number {
    return Atomics.load(this.cells, index);
  }

  /** Returns false where the background thread does not move any more. */
  private waitForChange(index: number, value: number): boolean {
    for (;;) {
      const beats = this.load(cell.beats);
      if (this.isGone) return false;
      if (Atomics.wait(this.cells, index, value, silenceMs) !== 'timed-out') return true;
      if (this.load(cell.beats) === beats) {
        this.isGone = true;
        return false;
      }
    }
  }

  /**
   * Hands a checkpoint's bytes over. Returns false, and takes nothing, where the disk is too far behind; one that nothing
   * can replace (`isLast`) waits for it instead, so that memory is bounded.
   */
  postCheckpoint(content: CheckpointContent, isLast: boolean): boolean {
    const tensors = [
      ...content.models.flatMap(m => m.weights),
      ...content.variables,
      ...content.optimizers.flatMap(o =>
        o.fields.flatMap(f =>
          f.kind === 'tensor' ? [f.tensor] : f.kind === 'variables' ? f.variables.map(x => x.tensor) : [],
        ),
      ),
    ];
    const heldBytes = tensors.reduce((sum, t) => sum + t.data.byteLength, 0);
    const kilobytes = Math.ceil(heldBytes / 1024);
    if (!this.hasRoomFor(kilobytes)) {
      if (!isLast) return false;
      this.waitForRoomFor(kilobytes);
    }
    Atomics.add(this.cells, cell.waitingCheckpoints, 1);
    Atomics.add(this.cells, cell.heldKilobytes, kilobytes);
    this.post({ type: 'checkpoint', content, heldBytes });
    return true;
  }

  get hasWrittenCheckpoints(): boolean {
    return this.load(cell.waitingCheckpoints) === 0;
  }

  private hasRoomFor(kilobytes: number): boolean {
    const held = this.load(cell.heldKilobytes);
    const isMuch = held > 0 && held + kilobytes > maxHeldKilobytes;
    return !isMuch && this.load(cell.waitingCheckpoints) < maxWaitingCheckpoints;
  }
  private waitForRoomFor(kilobytes: number): void {
    for (;;) {
      const waiting = this.load(cell.waiting);
      if (waiting === 0 || this.hasRoomFor(kilobytes) || !this.waitForChange(cell.waiting, waiting)) return;
    }
  }

  /** Returns once all is in the run folder and with the host, or the thread is dead. */
  end(status: RunStatus, error: RunError | null): void {
    this.post({ type: 'end', status, error });
    while (this.load(cell.ended) === 0 && this.waitForChange(cell.ended, 0));
  }
}
