import type { RunError, RunStatus } from '../../protocol/run';
import type { BackgroundThread } from './backgroundThread';
import { describeError, type ErrorContext } from './describeError';
import { outcomeOf } from './outcome';
import type { RunnerSink } from './runnerSink';
import { stackFrames } from './stackFrames';

/**
 * Sees the process end and tells how, once, with all that is written before. The program's own way of ending stays what it
 * is: its exit code, its handlers, and what Node prints of an error.
 */
export class ProcessEnd {
  private isNatural = false;
  private thrown: { error: unknown } | null = null;
  private asked: RunStatus | null = null;
  private hasEnded = false;
  private readonly exitNow = process.exit.bind(process);

  constructor(
    private readonly thread: BackgroundThread,
    private readonly sink: () => RunnerSink | null,
    private readonly context: () => ErrorContext,
  ) {}

  watch(): void {
    // a monitor changes nothing: whether the process dies of it is for the program's own handlers to say
    process.on('uncaughtExceptionMonitor', error => {
      this.thrown = { error };
    });
    process.on('beforeExit', () => {
      this.isNatural = true;
    });
    process.on('exit', exitCode => this.end(exitCode));
  }

  /** Ends the process with this status, without asking what it was doing. */
  exit(status: RunStatus): never {
    this.asked = status;
    return this.exitNow(0);
  }

  /** Ends the process before the program began. The error is printed, as the program's own would be. */
  fail(error: unknown): never {
    this.thrown = { error };
    process.stderr.write(`${describeError(error, this.context()).message}\n`);
    return this.exitNow(1);
  }

  private end(exitCode: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const sink = this.sink();
    if (this.asked === null) sink?.runEndListeners();
    sink?.sendSteps();
    const { status, error } = this.asked ? { status: this.asked, error: null } : this.outcome(exitCode, sink);
    this.thread.end(status, error);
  }

  private outcome(exitCode: number, sink: RunnerSink | null): { status: RunStatus; error: RunError | null } {
    return outcomeOf({
      exitCode,
      // described only now: it says which models there are, and the last ones were told a moment ago
      thrown: this.thrown ? describeError(this.thrown.error, this.context()) : null,
      isNatural: this.isNatural,
      callers: this.isNatural ? [] : stackFrames(callStack(), this.context()),
      openFits: sink?.openFits ?? [],
      epochsDone: sink?.epochsDone ?? 0,
      step: sink?.lastStep ?? 0,
      hasModel: sink?.hasModel ?? false,
      isWatched: sink !== null,
    });
  }
}

/** `process.exit` calls exit handlers itself, so that whoever called it stands in their stack. */
function callStack(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const { stack } = new Error('exit');
  Error.stackTraceLimit = limit;
  return stack;
}
