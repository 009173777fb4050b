import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { isEnded, type Notice, type RunManifest, type StepRecord } from '../../protocol/run';
import { stateOfManifest, thinSteps, type RunState } from '../../protocol/runState';
import { readManifest } from './manifestFile';
import { isGone } from './processIdentity';
import { readCheckpointIndex } from './readCheckpoints';
import { eventFilePrefix, manifestName } from './runPaths';
import { readSnapshotIndex } from './snapshotIndex';
import { StepReader } from './stepReader';

/** A writer on another host that has written nothing for so long is taken for gone. */
const silentMs = 30 * 60_000;
/** A run has one event file; a folder with thousands is not a run's. */
const maxEventFiles = 64;

/**
 * The state of a run from its folder. What cannot be read is left out, and a notice says so. Throws LayerglassError where
 * there is no readable run.json: `no-run`, `run-damaged`, `run-too-new`, `too-large`, `not-a-file`, `unreadable`.
 */
export function readRun(folder: string): RunState {
  return new RunReader(folder).read();
}

/** Reads the same run again and again: of the event files only what is new. */
export class RunReader {
  private readonly steps = new Map<string, StepReader>();
  private last: RunManifest | null = null;
  constructor(private readonly folder: string) {}

  /** Whether, as run.json was when it was last read, its writer is gone without having ended the run. */
  isInterrupted(): boolean {
    return (
      this.last !== null && !isEnded(this.last.status) && liveness(this.folder, this.last).status === 'interrupted'
    );
  }

  /** As readRun. */
  read(): RunState {
    const { manifest, notices } = readManifest(this.folder);
    this.last = manifest;
    const state = stateOfManifest(manifest, path.resolve(this.folder));
    const guarded = <T>(what: string, none: T, read: () => T): T => {
      try {
        return read();
      } catch (error) {
        notices.push({ code: codeOf(error), message: `${what} cannot be read: ${(error as Error).message}` });
        return none;
      }
    };
    const snapshots = guarded('Snapshots', [], () => {
      const { lines, badLines } = readSnapshotIndex(this.folder);
      if (badLines)
        notices.push({ code: 'index-damaged', message: `${badLines} lines of the index of snapshots cannot be read` });
      return lines.map(({ fit, model, step, epoch }) => ({ fit, model, step, epoch }));
    });
    const checkpoints = guarded('Checkpoints', [], () => {
      const found = readCheckpointIndex(this.folder);
      notices.push(...found.notices);
      return found.records;
    });
    const steps = guarded('Curves', [], () => this.readSteps(manifest, notices));
    const life = liveness(this.folder, manifest);
    return {
      ...state,
      folder: path.resolve(this.folder, manifest.folder),
      resumedFrom: resumedFromOf(this.folder, manifest),
      ...life,
      snapshots,
      checkpoints,
      steps: thinSteps(steps),
      notices: [...state.notices, ...notices],
      isForeign: !isEnded(life.status),
    };
  }

  private readSteps(manifest: RunManifest, notices: Notice[]): StepRecord[] {
    const all: StepRecord[] = [];
    for (const name of eventFiles(this.folder)) {
      let reader = this.steps.get(name);
      if (!reader) this.steps.set(name, (reader = new StepReader(path.join(this.folder, name))));
      all.push(...reader.read(manifest));
      if (reader.isDamaged)
        notices.push({ code: 'events-damaged', message: `${name} is damaged: curves end where it begins` });
    }
    return all;
  }
}

/** The run folder that it goes on from: absolute where it is there, else as run.json has it. */
function resumedFromOf(folder: string, { resumedFrom }: RunManifest): RunState['resumedFrom'] {
  // what is written to lie on another machine is not looked up
  if (!resumedFrom || path.isAbsolute(resumedFrom.run)) return resumedFrom;
  const run = path.resolve(folder, resumedFrom.run);
  return fs.existsSync(path.join(run, manifestName)) ? { ...resumedFrom, run } : resumedFrom;
}

/** Names of the event files in the order they were begun. */
export function eventFiles(folder: string): string[] {
  const names = fs.readdirSync(folder).filter(name => name.startsWith(eventFilePrefix));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).slice(0, maxEventFiles);
}

/** The status as it is now: a run that has not ended, and whose writer is gone, was interrupted when it last wrote. */
export function liveness(
  folder: string,
  manifest: Pick<RunManifest, 'status' | 'endedAt' | 'process'>,
): Pick<RunState, 'status' | 'endedAt'> {
  const { status, endedAt } = manifest;
  if (isEnded(status)) return { status, endedAt };
  const gone = isGone(manifest.process);
  if (gone === false) return { status, endedAt };
  const writtenMs = lastWrittenMs(folder);
  if (gone === null && Date.now() - writtenMs < silentMs) return { status, endedAt };
  return { status: 'interrupted', endedAt: endedAt ?? writtenMs };
}

function lastWrittenMs(folder: string): number {
  const times = [manifestName, ...eventFiles(folder)].map(name => {
    try {
      return fs.statSync(path.join(folder, name)).mtimeMs;
    } catch {
      return 0;
    }
  });
  return Math.round(Math.max(...times));
}

const codeOf = (error: unknown): string => (error instanceof LayerglassError ? error.code : 'unreadable');
