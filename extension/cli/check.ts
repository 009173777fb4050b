import * as fs from 'node:fs';
import * as path from 'node:path';
import { placedFinding } from '../core/findings/placedFinding';
import { findingUnder } from '../core/findings/rulesByFile';
import { readRun } from '../core/runs/readRun';
import { readSnapshot } from '../core/runs/readSnapshot';
import { findProgramFolder } from '../engine/findProgramFolder';
import { LayerglassError } from '../protocol/errors';
import type { Notice } from '../protocol/run';
import type { RunState } from '../protocol/runState';
import { withoutSuppressed, type CheckedFindings } from './checkedFindings';
import type { CliCommand } from './cliArguments';
import { exitCodeOf, exitCodes } from './exitCodes';
import { findingsReport } from './findingsReport';
import { reportError } from './reportError';
import { ruleSettingsFor } from './ruleOptions';
import { placeOf } from './runDocument';
import { sarifLog, type SarifInput } from './sarifLog';
import { plainLine, terminalOf } from './terminal';
import { watchRun } from './watchRun';

type CheckCommand = Extract<CliCommand, { name: 'check' }>;

/**
 * `check`: the findings of a program, which is stopped before its first step or trained, or of a run folder. Returns the exit
 * code; throws UsageError, and LayerglassError where the target is no program and no run folder, with the SARIF file written.
 */
export async function check(command: CheckCommand): Promise<number> {
  const target = path.resolve(command.target);
  const startedAt = Date.now();
  try {
    const isFolder = fs.statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
    return isFolder ? checkFolder(target, command, startedAt) : await checkProgram(command, startedAt);
  } catch (error) {
    if (error instanceof LayerglassError && command.options.sarif !== null) {
      const { code, message, remedy, site } = error;
      writeSarif(command.options.sarif, {
        ...{ findings: [], suppressed: [], notices: [], error: { code, message, remedy, site } },
        ...{ root: path.dirname(target), folder: path.dirname(target), program: path.basename(target) },
        ...{ exitCode: exitCodes.failed, startedAt, endedAt: Date.now() },
      });
    }
    throw error;
  }
}

async function checkProgram(command: CheckCommand, startedAt: number): Promise<number> {
  const { state, wasInterrupted, dispose } = await watchRun(command, command.options.train ? 'train' : 'inspect');
  try {
    // The person runs the program: its files, wherever they lie, may be looked at.
    const { folder } = state;
    const found = state.findings.map(f => placedFinding(f, state));
    const checked = folder
      ? withoutSuppressed(found, folder, [path.parse(folder).root])
      : { findings: found, suppressed: [] };
    const root = sourceRoot(folder ?? path.dirname(path.resolve(command.target)));
    return conclude(command, { state, checked, root, startedAt, wasInterrupted });
  } finally {
    await dispose();
  }
}

function checkFolder(folder: string, command: CheckCommand, startedAt: number): number {
  const state = readRun(folder);
  const settings = ruleSettingsFor(folder, command.options.rules);
  // Where a run folder says that its program lies may be anywhere: only sources of the project that it is in are read.
  const project = findProgramFolder(folder);
  const found = state.findings.flatMap(f => findingUnder(settings, placedFinding(f, state)) ?? []);
  const checked = withoutSuppressed(found, state.folder ?? folder, [project]);
  return conclude(command, { state, checked, root: sourceRoot(project), startedAt, wasInterrupted: false });
}

interface Checked {
  state: RunState;
  checked: CheckedFindings;
  root: string;
  startedAt: number;
  wasInterrupted: boolean;
}

/** Tells the findings in the ways that were asked for. Returns the exit code. */
function conclude({ options }: CheckCommand, { state, checked, root, startedAt, wasInterrupted }: Checked): number {
  const { findings, suppressed } = checked;
  const { error, folder, program, backend, status } = state;
  const ended = exitCodeOf(state, wasInterrupted);
  const hasErrors = findings.some(f => f.severity === 'error');
  const exitCode = ended === exitCodes.done && hasErrors ? exitCodes.findings : ended;
  const notices = [...state.notices, ...unseen(state)];

  const out = terminalOf(process.stdout);
  const err = terminalOf(process.stderr);
  if (options.json) {
    const failed = error ? { error: { ...error, where: placeOf(error.site) } } : {};
    const document = { status, ...failed, findings, suppressed: suppressed.length, backend, notices };
    out.write(JSON.stringify(document, null, 2) + '\n');
  } else if (!error || findings.length || suppressed.length)
    out.write(findingsReport(out, findings, suppressed.length, { folder, program, here: process.cwd() }));
  for (const { message } of notices) err.write(`note: ${plainLine(message)}\n`);
  if (error) reportError(error);
  if (options.sarif !== null)
    writeSarif(options.sarif, {
      ...{ ...checked, root, folder, program, error, notices, exitCode },
      ...{ startedAt, endedAt: Date.now() },
    });
  return exitCode;
}

/** What rules could not look at, by model: silence about it must not pass for health. */
function unseen({ path: runFolder, snapshots, models }: RunState): Notice[] {
  if (runFolder === null) return [];
  return models.flatMap(({ name }) => {
    const last = snapshots.findLast(s => s.model === name);
    const note = last ? noteOf(runFolder, last) : 'it was never looked at with data.';
    return note === null ? [] : [{ code: 'not-probed', message: `${name}: ${note}` }];
  });
}

function noteOf(runFolder: string, ref: RunState['snapshots'][number]): string | null {
  try {
    return readSnapshot(runFolder, ref)?.note ?? null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The repository that a folder is in, so that a server finds the files; else the folder itself. */
function sourceRoot(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return folder;
  }
}

function writeSarif(file: string, input: SarifInput): void {
  try {
    fs.writeFileSync(file, JSON.stringify(sarifLog(input), null, 2) + '\n');
  } catch (error) {
    throw new LayerglassError('write-failed', `The SARIF file cannot be written: ${(error as Error).message}`, {
      where: file,
      remedy: 'Name a file in a folder that exists and may be written to.',
      cause: error,
    });
  }
}
