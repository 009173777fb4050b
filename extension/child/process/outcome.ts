import type { FitInfo, RunError, RunStatus } from '../../protocol/run';
import type { StackFrame } from './stackFrames';
import { isOwnFrame } from './stackFrames';

/** How a process came to its end, as its exit handler sees it. */
export interface Ending {
  exitCode: number;
  /** The error that nothing caught. */
  thrown: RunError | null;
  /** Nothing was left to do; otherwise somebody called `process.exit`. */
  isNatural: boolean;
  /** Frames from the exit handler outwards: who called `process.exit`. */
  callers: StackFrame[];
  /** Calls of fit that have not returned. */
  openFits: FitInfo[];
  /** Epochs done in the last of them. */
  epochsDone: number;
  step: number;
  /** What is said where there was neither a model nor a trained variable; null where there was one, or nobody looked. */
  nothingSeen: RunError | null;
}

/** Returns the status of the run and, where it failed, what is wrong with it. */
export function outcomeOf(ending: Ending): { status: RunStatus; error: RunError | null } {
  const error = failureOf(ending);
  return { status: error ? 'failed' : 'completed', error };
}

function failureOf(ending: Ending): RunError | null {
  const { exitCode, thrown, isNatural, callers } = ending;
  if (thrown && exitCode !== 0) return thrown;
  const fit = ending.openFits.at(-1);
  const caller = callers.find(isOwnFrame);
  const site = caller ? { file: caller.file, line: caller.line, column: caller.column } : null;
  const kept = ending.step > 0 ? ` What was written up to step ${ending.step} is kept.` : '';
  if (!isNatural && fit)
    return {
      code: 'exited',
      message: `The program called process.exit(${exitCode}) in the middle of training${epochText(fit, ending.epochsDone)}.${kept}`,
      remedy: 'Await fit before the program ends itself.',
      site,
      stack: callers,
    };
  if (exitCode === 13)
    return {
      code: 'unsettled-await',
      message: `The program awaits something that never comes.${kept}`,
      remedy: 'See what its top-level await waits for.',
      site: null,
      stack: [],
    };
  if (exitCode !== 0)
    return {
      code: 'exited',
      message: isNatural
        ? `The program ended with exit code ${exitCode}.${kept}`
        : `The program called process.exit(${exitCode}).${kept}`,
      remedy: 'Its own output says why.',
      site,
      stack: callers,
    };
  if (fit)
    return {
      code: 'fit-unfinished',
      message: `The program came to its end while ${fit.kind} was still waiting${epochText(fit, ending.epochsDone)}.${kept}`,
      remedy: 'Something that fit waits for (a data set, a callback) never comes.',
      site: fit.site,
      stack: [],
    };
  return ending.nothingSeen;
}

function epochText(fit: FitInfo, done: number): string {
  if (fit.kind === 'custom' || fit.kind === 'trainOnBatch') return '';
  return ` (in epoch ${done + 1}${fit.epochs === null ? '' : ` of ${fit.epochs}`})`;
}
