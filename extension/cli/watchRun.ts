import * as path from 'node:path';
import { findNativeFolder } from '../engine/nativeFolder';
import type { RunHandle } from '../engine/runHandle';
import type { RunRequest } from '../engine/runRequest';
import { startRun } from '../engine/startRun';
import type { Experiment } from '../protocol/initializers';
import type { RunState } from '../protocol/runState';
import type { CliOptions } from './cliArguments';
import { ProgressLine } from './progressLine';
import { ruleSettingsFor } from './ruleOptions';
import { terminalOf } from './terminal';

export interface EndedRun {
  /** As it ended; what went wrong is its `error`. */
  state: RunState;
  wasInterrupted: boolean;
  /** Removes an inspection's temporary folder: read from it before. */
  dispose(): Promise<void>;
}

/**
 * Runs a program to its end, or until Ctrl+C, with progress on stderr and the program's own output passed through. Throws
 * UsageError and LayerglassError for settings of rules that are not right, before anything runs.
 */
export async function watchRun(
  command: { target: string; arguments: string[]; options: CliOptions },
  mode: RunRequest['mode'],
  experiment?: Experiment,
): Promise<EndedRun> {
  const { options } = command;
  const request: RunRequest = {
    program: path.resolve(command.target),
    mode,
    arguments: command.arguments,
    folder: null,
    environment: {},
    runsFolder: options.runs === null ? null : path.resolve(options.runs),
    fallbackRunsFolder: null,
    nodePath: null,
    backend: options.backend,
    tensorflowPath: null,
    nativeFolder: findNativeFolder(),
    seed: options.seed,
    epochs: options.epochs,
    watch: options.watch,
    settings: { rules: ruleSettingsFor(command.target, options.rules) },
    ...(experiment && { experiment }),
  };
  return watchRequest(request, options);
}

/** The same for a request that is made already. */
export async function watchRequest(
  request: RunRequest,
  options: Pick<CliOptions, 'json' | 'progress'>,
): Promise<EndedRun> {
  const out = terminalOf(process.stdout);
  const err = terminalOf(process.stderr);
  const run = startRun(request);
  const progress = new ProgressLine(err, options.progress);
  run.onOutput((stream, text) => {
    const target = options.json || stream === 'stderr' ? err : out;
    progress.above(() => target.write(text));
  });
  run.onEvent((_event, state) => progress.show(state));
  const wasInterrupted = stopOnSignals(run);
  const state = await run.stopped;
  progress.clear();
  return { state, wasInterrupted: wasInterrupted(), dispose: () => run.dispose() };
}

/** The first signal asks the run to stop, with what it has written whole; the second one ends it at once. */
function stopOnSignals(run: RunHandle): () => boolean {
  let count = 0;
  const stop = (): void => void run.stop(++count === 1 ? undefined : 0);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  void run.stopped.then(() => signals.forEach(signal => process.off(signal, stop)));
  return () => count > 0;
}
