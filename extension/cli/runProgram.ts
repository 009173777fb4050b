import { readRun } from '../core/runs/readRun';
import { readSnapshots } from '../core/runs/readSnapshot';
import type { Snapshot } from '../protocol/run';
import type { RunState } from '../protocol/runState';
import type { CliCommand, CliOptions } from './cliArguments';
import { exitCodeOf, exitCodes } from './exitCodes';
import { reportError } from './reportError';
import { runDocument } from './runDocument';
import { runReport } from './runReport';
import { plain, terminalOf } from './terminal';
import { watchRun, type EndedRun } from './watchRun';

type RunCommand = Extract<CliCommand, { name: 'train' | 'inspect' }>;

/** `train` and `inspect <program>`: runs it to its end, or until Ctrl+C. Returns the exit code. */
export async function runProgram(command: RunCommand): Promise<number> {
  return reportRun(await watchRun(command, command.name), command.name, command.options);
}

/** Says how a run went, as text or as the JSON document. Returns the exit code. */
export async function reportRun(
  { state, wasInterrupted, dispose }: EndedRun,
  kind: RunCommand['name'],
  options: CliOptions,
): Promise<number> {
  const out = terminalOf(process.stdout);
  const err = terminalOf(process.stderr);
  try {
    if (options.json) out.write(JSON.stringify(documentOf(state, options), null, 2) + '\n');
    else if (options.watch) out.write(runReport(out, state, snapshotsOf(state)));
  } finally {
    await dispose();
  }
  if (state.error) reportError(state.error);
  else if (kind === 'train' && state.path && !options.json) err.write(`run folder: ${state.path}\n`);
  return exitCodeOf(state, wasInterrupted);
}

/** `inspect <run folder>`. Returns the exit code; throws LayerglassError where it is not one. */
export function inspectRun(folder: string, command: RunCommand): number {
  const state = readRun(folder);
  const out = terminalOf(process.stdout);
  if (command.options.json) out.write(JSON.stringify(documentOf(state, command.options), null, 2) + '\n');
  else out.write(runReport(out, state, snapshotsOf(state)));
  return exitCodes.done;
}

function documentOf(state: RunState, options: CliOptions): object {
  // an inspection's folder is a temporary one: it is not named
  const hasRun = state.mode === 'train';
  return runDocument(state, snapshotsOf(state), { hasRun, histograms: options.histograms });
}

/** What cannot be read is said on stderr; the rest is given. */
function snapshotsOf(state: RunState): Snapshot[] {
  if (!state.path) return [];
  const { snapshots, problems } = readSnapshots(state.path);
  for (const { code, message } of problems) process.stderr.write(`layerglass: ${code}: ${plain(message)}\n`);
  return snapshots;
}
