import { LayerglassError } from '../protocol/errors';
import type { RunError } from '../protocol/run';

/** How a child came to its end without saying how: what `exitError` judges by. */
export interface ExitFacts {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of what it printed on stderr. */
  stderr: string;
  /** The version of Node in it; null where it never said hello. */
  node: string | null;
  nodePath: string;
  step: number;
  isNative: boolean;
  /** Where the program stood, as far as a crash tells. */
  stack: RunError['stack'];
}

const crashSignals = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGABRT', 'SIGFPE', 'SIGTRAP', 'SIGSYS'];
/** Exit codes of Windows for an access violation, an illegal instruction, a stack overflow, a failed check. */
const crashCodes = [0xc0000005, 0xc000001d, 0xc00000fd, 0xc0000409];
const heapMessage = /JavaScript heap out of memory|FATAL ERROR: .*(allocation failed|out of memory)/i;
export const oldestNode = 20;
const nodeRemedy = `Set layerglass.nodePath to a Node of version ${oldestNode} or later, or leave it empty.`;

const runError = (code: string, message: string, remedy: string): RunError => ({
  code,
  message,
  remedy,
  site: null,
  stack: [],
});

/** Returns why a run failed whose process ended by itself and did not say that it had. */
export function exitError(facts: ExitFacts): RunError {
  const error = classified(facts);
  const { stack } = facts;
  const first = stack.find(frame => !/(^|\/)node_modules\//.test(frame.file));
  return { ...error, stack, site: first ? { file: first.file, line: first.line, column: first.column } : null };
}

function classified(facts: ExitFacts): RunError {
  const { code, signal, stderr, step } = facts;
  const kept = step > 0 ? ` What was written up to step ${step} is kept.` : '';
  if (heapMessage.test(stderr))
    return runError(
      'out-of-memory',
      `Node’s JavaScript heap is full.${kept}`,
      'Keep fewer values in arrays, use a smaller data set, or give the program more: NODE_OPTIONS=--max-old-space-size=8192 in its environment (layerglass.programs).',
    );
  if (signal === 'SIGKILL')
    return runError(
      'killed',
      `The process was ended by the system (SIGKILL); as a rule because memory ran out.${kept}`,
      'Use a smaller batch or a smaller model, dispose tensors (tf.tidy), or close other programs.',
    );
  if ((signal && crashSignals.includes(signal)) || (code !== null && crashCodes.includes(code)))
    return runError(
      'native-crash',
      `Native code crashed (${signal ?? `exit code 0x${code!.toString(16)}`})${lastWords(stderr)}.${kept}`,
      facts.isNative
        ? 'Set layerglass.backend to wasm to train without the native library, and install @tensorflow/tfjs-node again.'
        : 'See the program’s output for what it did last; a native package of the program may be broken.',
    );
  if (signal) return runError('killed', `The process was ended from outside (${signal}).${kept}`, 'Run it again.');
  if (facts.node === null) return neverStarted(facts);
  return runError(
    'exited',
    `The process ended with exit code ${code} and did not say how it went${lastWords(stderr)}.${kept}`,
    'See its output.',
  );
}

function neverStarted({ code, stderr, nodePath }: ExitFacts): RunError {
  if (/bad option: --import/.test(stderr))
    return runError('node-too-old', `${nodePath} is too old to run a program: it does not know --import.`, nodeRemedy);
  return runError(
    'not-started',
    `${nodePath} ended with exit code ${code} before the program began${lastWords(stderr)}.`,
    'See the log. If layerglass.nodePath is set, check that it names Node.',
  );
}

/** The last line that names an error, for a message; empty where there is none. */
function lastWords(stderr: string): string {
  const line = stderr.split('\n').findLast(l => /error|cannot|not found|no such/i.test(l) && !/^\s*at /.test(l));
  return line ? `: ${line.trim().slice(0, 300).replace(/\.$/, '')}` : '';
}

/** The child cannot be started at all. */
export function spawnError(error: NodeJS.ErrnoException, nodePath: string): RunError {
  const what =
    error.code === 'ENOENT'
      ? ['node-not-found', `There is no ${nodePath}.`]
      : error.code === 'EACCES' || error.code === 'EPERM'
        ? ['node-not-executable', `${nodePath} may not be run.`]
        : ['not-started', `${nodePath} cannot be started: ${error.message}.`];
  return runError(what[0]!, what[1]!, nodeRemedy);
}

export function noAnswerError(nodePath: string, seconds: number): RunError {
  return runError(
    'no-answer',
    `${nodePath} was started and said nothing for ${seconds} s.`,
    'The machine may be overloaded: run it again. If layerglass.nodePath is set, check that it names Node.',
  );
}

/** The first thing a child says does not fit: null where it does. */
export function helloError(
  hello: { protocolVersion: number; node: string },
  own: number,
  nodePath: string,
): RunError | null {
  if (Number(hello.node.split('.')[0]) < oldestNode)
    return runError(
      'node-too-old',
      `${nodePath} is Node ${hello.node}; programs need ${oldestNode} or later.`,
      nodeRemedy,
    );
  if (hello.protocolVersion !== own)
    return runError(
      'version-mismatch',
      `The child speaks version ${hello.protocolVersion} of the protocol, Layerglass version ${own}.`,
      'Reload the window, or install Layerglass again; check that layerglass.nodePath names a plain Node.',
    );
  return null;
}

/** The background thread ended, so nobody knows how the rest of the run went. */
export const backgroundEndedError = (step: number, code: number | null): RunError =>
  runError(
    'background-ended',
    `Layerglass lost sight of the run after step ${step}; the program itself ended with exit code ${code}.`,
    'What was written before is kept. Free some memory and run it again.',
  );

/** Any failure on the way to the child, as a run's error. */
export function runErrorOf(error: unknown): RunError {
  if (error instanceof LayerglassError) {
    const { code, message, remedy, site } = error;
    return { code, message, remedy, site, stack: [] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return runError('internal', `Layerglass failed: ${message}`, 'See the log, and report it.');
}
