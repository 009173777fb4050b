import type { RunWriter } from '../../core/runs/runWriter';
import { LayerglassError } from '../../protocol/errors';
import type { Notice, RunManifest } from '../../protocol/run';

/** What of a RunWriter is used here. */
export type Writer = Pick<
  RunWriter,
  | 'update'
  | 'addSteps'
  | 'addEpoch'
  | 'addSnapshot'
  | 'addCloseUp'
  | 'addCheckpoint'
  | 'changeCheckpoint'
  | 'flush'
  | 'close'
>;

/** After so many failures in a row nothing more is tried. */
const maxFailures = 3;
/** A full disk is tried again after so long: someone may have made room. */
const retryMs = 30_000;
/** A disk that is full again and again is told of so many times. */
const maxFullSaid = 3;

/**
 * A writer whose failures do not end the run. What a full disk refuses is left out until there is room again; a folder that
 * may not be written, or fails again and again, is given up. Each is noted once.
 */
export class GuardedWriter {
  private writer: Writer | null = null;
  /** Given up, but still asked to write the last word: run.json is small. */
  private failed: Writer | null = null;
  private failures = 0;
  /** The disk is full: what takes room is not tried before. */
  private retryAtMs: number | null = null;
  private fullCount = 0;

  constructor(
    private readonly note: (notice: Notice) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  open(openWriter: () => Writer): void {
    try {
      this.writer = openWriter();
    } catch (error) {
      this.note(noticeOf(error, 'nothing of this run is kept'));
    }
  }

  /** Writes what takes room. Returns whether it was written. */
  write(write: (writer: Writer) => unknown): boolean {
    const { writer, retryAtMs } = this;
    if (!writer || (retryAtMs !== null && this.nowMs() < retryAtMs)) return false;
    try {
      write(writer);
    } catch (error) {
      this.hasFailed(error);
      return false;
    }
    this.failures = 0;
    if (retryAtMs !== null) this.hasRoom(writer);
    return true;
  }

  /** Writes what goes into run.json: on a full disk it is tried each time, because the writer remembers it, and without a word. */
  remember(write: (writer: Writer) => unknown): void {
    if (this.retryAtMs === null) this.write(write);
    else this.quietly(write);
  }

  /** Throws what the writer throws, LayerglassError `not-kept` where there is none. */
  change<T>(change: (writer: Writer) => T): T {
    if (this.writer) return change(this.writer);
    throw new LayerglassError('not-kept', 'Nothing is written for this run any more');
  }

  /** Whoever it is, and whatever comes of it. */
  quietly(write: (writer: Writer) => unknown): void {
    const writer = this.writer ?? this.failed;
    try {
      if (writer) write(writer);
    } catch {
      // it was said that it is not kept
    }
  }

  /** The last call. */
  close(patch: Partial<RunManifest>): void {
    if (this.retryAtMs === null && this.writer) this.write(writer => writer.close(patch));
    else this.quietly(writer => writer.close(patch));
    this.writer = this.failed = null;
  }

  private hasFailed(error: unknown): void {
    const code = codeOf(error);
    if (code === 'disk-full') {
      const isNew = this.retryAtMs === null;
      this.retryAtMs = this.nowMs() + retryMs;
      if (isNew && ++this.fullCount <= maxFullSaid)
        this.note(noticeOf(error, 'nothing of it is kept until there is room again'));
      return;
    }
    const isLast = ++this.failures === maxFailures || code === 'read-only';
    if (isLast) [this.writer, this.failed] = [null, this.writer];
    if (isLast || this.failures === 1)
      this.note(noticeOf(error, isLast ? 'nothing more of this run is kept' : 'this one is not kept'));
  }

  private hasRoom(writer: Writer): void {
    this.retryAtMs = null;
    if (this.fullCount <= maxFullSaid)
      this.note({
        code: 'writing-again',
        message: 'There is room on the disk again: the run is kept from here on. What came in between is missing.',
      });
    // epochs that it remembers
    this.quietly(() => writer.flush());
  }
}

const codeOf = (error: unknown): string => (error instanceof LayerglassError ? error.code : 'write-failed');

function noticeOf(error: unknown, kept: string): Notice {
  const what = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  const remedy = error instanceof LayerglassError ? error.remedy : '';
  return { code: codeOf(error), message: `${what}. The program goes on, but ${kept}. ${remedy}`.trim() };
}
