import type { RunError, RunStatus } from '../../protocol/run';
import { noModelError, type ProgramWatch } from '../watch/watchProgram';
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
  private watched: { sink: RunnerSink; watch: ProgramWatch } | null = null;
  private hasEnded = false;
  private readonly exitNow = process.exit.bind(process);

  constructor(
    private readonly thread: BackgroundThread,
    private readonly context: () => ErrorContext,
  ) {}

  /** From now on the program is watched. */
  watches(sink: RunnerSink, watch: ProgramWatch): void {
    this.watched = { sink, watch };
  }

  listen(): void {
    // a monitor changes nothing: whether the process dies of it is for the program's own handlers to say
    process.on('uncaughtExceptionMonitor', error => {
      this.thrown = { error };
    });
    const onExit = (exitCode: number): void => this.end(Number(process.exitCode ?? exitCode));
    process.on('exit', onExit);
    process.on('beforeExit', () => {
      this.isNatural = true;
      // last of all: Node's own listener sets the code for an await that never settles
      process.removeListener('exit', onExit);
      process.on('exit', onExit);
    });
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
    const sink = this.watched?.sink;
    const isEmpty = this.asked === null && (this.watched?.watch.finish().isEmpty ?? false);
    sink?.sendSteps();
    const { status, error } = this.asked ? { status: this.asked, error: null } : this.outcome(exitCode, isEmpty);
    this.thread.end(status, error);
  }

  private outcome(exitCode: number, isEmpty: boolean): { status: RunStatus; error: RunError | null } {
    const sink = this.watched?.sink;
    const context = this.context();
    return outcomeOf({
      exitCode,
      // described only now: it says which models there are, and the last ones were told a moment ago
      thrown: this.thrown ? describeError(this.thrown.error, context) : null,
      isNatural: this.isNatural,
      callers: this.isNatural ? [] : stackFrames(callStack(), context),
      openFits: sink?.openFits ?? [],
      epochsDone: sink?.epochsDone ?? 0,
      step: sink?.lastStep ?? 0,
      nothingSeen: isEmpty ? describeError(noModelError(), context) : null,
    });
  }
}

/** `process.exit` calls exit handlers itself, so that whoever called it stands in their stack. */
function callStack(): string | undefined {
  // a program may have frozen it
  if (Object.isFrozen(Error)) return new Error('exit').stack;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const { stack } = new Error('exit');
  Error.stackTraceLimit = limit;
  return stack;
}
