import * as path from 'node:path';
import { readRun } from '../core/runs/readRun';
import { readSnapshots } from '../core/runs/readSnapshot';
import { findNativeFolder } from '../engine/nativeFolder';
import type { RunHandle } from '../engine/runHandle';
import { startRun } from '../engine/startRun';
import type { Snapshot } from '../protocol/run';
import type { RunState } from '../protocol/runState';
import type { CliCommand } from './cliArguments';
import { ProgressLine } from './progressLine';
import { placeOf, runDocument } from './runDocument';
import { runReport } from './runReport';
import { paint, plain, terminalOf } from './terminal';

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;
type RunCommand = Extract<CliCommand, { target: string }>;

/** `train` and `inspect <program>`: runs it to its end, or until Ctrl+C. Returns the exit code. */
export async function runProgram(command: RunCommand): Promise<number> {
  const { options } = command;
  const out = terminalOf(process.stdout);
  const err = terminalOf(process.stderr);
  const run = startRun({
    program: path.resolve(command.target),
    mode: command.name,
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
    settings: {},
  });
  const progress = new ProgressLine(err, options.progress);
  run.onOutput((stream, text) => {
    const target = options.json || stream === 'stderr' ? err : out;
    progress.above(() => target.write(text));
  });
  run.onEvent((_event, state) => progress.show(state));
  const wasInterrupted = stopOnSignals(run);
  const state = await run.stopped;
  progress.clear();
  try {
    if (options.json) out.write(JSON.stringify(documentOf(state, command), null, 2) + '\n');
    else if (options.watch) out.write(runReport(out, state, snapshotsOf(state)));
  } finally {
    await run.dispose();
  }
  if (state.error) reportError(state);
  else if (command.name === 'train' && state.path && !options.json) err.write(`run folder: ${state.path}\n`);
  if (wasInterrupted()) return exitCodes.interrupted;
  return state.status === 'failed' || state.status === 'interrupted' ? exitCodes.failed : exitCodes.done;
}

/** `inspect <run folder>`. Returns the exit code; throws LayerglassError where it is not one. */
export function inspectRun(folder: string, command: RunCommand): number {
  const state = readRun(folder);
  const out = terminalOf(process.stdout);
  if (command.options.json) out.write(JSON.stringify(documentOf(state, command), null, 2) + '\n');
  else out.write(runReport(out, state, snapshotsOf(state)));
  return exitCodes.done;
}

function documentOf(state: RunState, command: RunCommand): object {
  // an inspection's folder is a temporary one: it is not named
  const hasRun = state.mode === 'train';
  return runDocument(state, snapshotsOf(state), { hasRun, histograms: command.options.histograms });
}

/** What cannot be read is said on stderr; the rest is given. */
function snapshotsOf(state: RunState): Snapshot[] {
  if (!state.path) return [];
  const { snapshots, problems } = readSnapshots(state.path);
  for (const { code, message } of problems) process.stderr.write(`layerglass: ${code}: ${plain(message)}\n`);
  return snapshots;
}

function reportError(state: RunState): void {
  const err = terminalOf(process.stderr);
  const { error } = state;
  if (!error) return;
  const place = placeOf(error.site);
  err.write(`${paint(err, 'red', 'error')} ${error.code}: ${plain(error.message)}${place ? ` (${place})` : ''}\n`);
  if (error.remedy) err.write(`${plain(error.remedy)}\n`);
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
