import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { checkpointFileSchema } from '../core/runs/checkpointFile';
import { containedPath, containment } from '../core/runs/containedPath';
import { readManifest } from '../core/runs/manifestFile';
import { isRealFolder, maxManifestBytes, readBounded } from '../core/runs/readBounded';
import { liveness } from '../core/runs/readRun';
import { checkpointFileName } from '../core/runs/runPaths';
import { LayerglassError } from '../protocol/errors';
import { isEnded, type CheckpointRecord, type RunManifest } from '../protocol/run';
import { findProgramFolder } from './findProgramFolder';
import { isRecordedHere } from './machineKey';
import { findCheckpoint, type CheckpointChoice } from './resumeTarget';
import type { RunRequest } from './runRequest';
import { sourceChanges, type SourceChanges } from './sourceChanges';

/** What a run that goes on takes from the settings or options of now; all else comes from the run that it goes on from. */
export type ResumeOptions = Pick<
  RunRequest,
  'environment' | 'runsFolder' | 'fallbackRunsFolder' | 'nodePath' | 'tensorflowPath' | 'nativeFolder' | 'settings'
> & {
  /** Absolute folders: a program elsewhere is not run. */
  roots: readonly string[];
  /** A program elsewhere is run where this machine recorded the run: its signature covers where the program lies. */
  allowsRecorded?: boolean;
  choice: CheckpointChoice;
  /** `inspect`: the checkpoint's weights are looked at, nothing is trained. Default `train`. */
  mode?: RunRequest['mode'];
  /** null: what the person had asked for where that run did not come to its end, else the program's own. */
  epochs: number | null;
  /** null: the one of that run, on which the numbers are the same. */
  backend: RunRequest['backend'] | null;
};

/** A resume that can be started, and what a person has to agree to before. */
export interface ResumePlan {
  request: RunRequest;
  manifest: RunManifest;
  checkpoint: CheckpointRecord;
  /** False: run.json may have been written by anybody, so a person is asked before its program runs. */
  isRecordedHere: boolean;
  /** Where there are any, a person is asked. */
  changes: SourceChanges;
}

/** The folder that holds `.layerglass`, where a run folder lies in one; else that of the nearest package.json. Absolute. */
export function projectOfRun(runFolder: string): string {
  const parts = path.resolve(runFolder).split(path.sep);
  const at = parts.lastIndexOf('.layerglass');
  return at > 0 ? parts.slice(0, at).join(path.sep) || path.sep : findProgramFolder(path.resolve(runFolder));
}

/**
 * What to start to go on from a checkpoint of a run. Nothing is run. Throws LayerglassError: those of readManifest and
 * findCheckpoint, `not-a-training`, `run-active`, `program-not-found`, `program-outside`, `folder-not-found`,
 * `checkpoint-damaged`, `nothing-to-train`, and those of bundleProgram.
 * @param runFolder absolute
 */
export async function resumeRequest(runFolder: string, options: ResumeOptions): Promise<ResumePlan> {
  const { roots: given, allowsRecorded = false, choice, mode = 'train', backend, ...launch } = options;
  const { manifest } = readManifest(runFolder);
  assertResumable(runFolder, manifest);
  const checkpoint = findCheckpoint(runFolder, choice);
  const isOurs = isRecordedHere(manifest);
  const roots = allowsRecorded && isOurs ? [...given, path.resolve(runFolder, manifest.folder)] : given;
  const { program, folder } = programOf(runFolder, manifest, roots);
  const asked = manifest.status === 'completed' ? null : (manifest.epochsAsked ?? null);
  const epochs = options.epochs ?? asked;
  if (mode === 'train') assertSomethingLeft(manifest, checkpoint, options.epochs);
  const changes = await sourceChanges(runFolder, { program, folder, sourceHash: manifest.sourceHash });
  const { name, version } = manifest.backend ?? {};
  return {
    manifest,
    checkpoint,
    changes,
    isRecordedHere: isOurs,
    request: {
      ...launch,
      program,
      folder,
      mode,
      arguments: manifest.arguments,
      backend: backend ?? (name === undefined || name === 'own' ? 'auto' : name),
      seed: manifest.seed,
      isSeedGiven: hasSeededCrypto(runFolder, checkpoint),
      epochs,
      watch: true,
      resume: {
        runFolder,
        step: checkpoint.step,
        path: checkpoint.path,
        ...(name !== undefined && version !== undefined && { backend: { name, version } }),
      },
    },
  };
}

function assertResumable(runFolder: string, manifest: RunManifest): void {
  if (manifest.mode !== 'train')
    throw new LayerglassError('not-a-training', 'This is an inspection: it has nothing to go on from.', {
      where: runFolder,
      remedy: 'Name the folder of a run that was trained.',
    });
  if (!isEnded(liveness(runFolder, manifest).status))
    throw new LayerglassError('run-active', `Run ${manifest.id} is still running (process ${manifest.process.pid}).`, {
      where: runFolder,
      remedy: 'Stop it, or wait for its end; then go on from its last checkpoint.',
    });
}

/** Only a given number can be judged: the program may have another one since. */
function assertSomethingLeft(manifest: RunManifest, { fit, epoch }: CheckpointRecord, epochs: number | null): void {
  const isLastFit = fit >= (manifest.fits.at(-1)?.index ?? fit);
  if (epochs === null || epoch === null || !isLastFit || epoch < epochs) return;
  throw new LayerglassError(
    'nothing-to-train',
    `The checkpoint is at the end of epoch ${epoch}, so ${epochs} epochs leave nothing to train.`,
    { remedy: `Ask for more than ${epoch} epochs, or name an earlier checkpoint.` },
  );
}

/** What run.json says of where the program lies is not trusted: it is taken relative to the run folder, and has to be in a root. */
function programOf(
  runFolder: string,
  manifest: RunManifest,
  roots: readonly string[],
): { program: string; folder: string } {
  const folder = path.resolve(runFolder, manifest.folder);
  const place = path.resolve(folder, manifest.program);
  const isContained = containment(roots);
  if (!isContained(place) || !isContained(folder))
    throw new LayerglassError('program-outside', `The run’s program lies outside ${roots.join(', ')}.`, {
      where: place,
      remedy:
        'Open the folder that holds the program, or call layerglass from there. If the run folder was moved, put it back into .layerglass/runs of its project.',
    });
  const program = containedPath(roots, folder, manifest.program);
  if (program === null)
    throw new LayerglassError('program-not-found', `The run’s program, ${manifest.program}, is not there any more.`, {
      where: place,
      remedy:
        'Restore the file. If the run folder was moved, put it into .layerglass/runs beside the package of its program.',
    });
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new LayerglassError('folder-not-found', 'The folder that the run’s program ran in is not there any more.', {
      where: folder,
      remedy: 'Restore it.',
    });
  return { program, folder: fs.realpathSync.native(folder) };
}

/** Whether the run's seed was one that the person gave: only then were the numbers of `crypto` seeded. */
function hasSeededCrypto(runFolder: string, { path: inner }: CheckpointRecord): boolean {
  const folder = path.join(runFolder, inner);
  const where = path.join(folder, checkpointFileName);
  const bytes = isRealFolder(folder) ? readBounded(where, maxManifestBytes) : null;
  try {
    if (!bytes) throw new Error('there is none');
    const { random } = v.parse(checkpointFileSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return random.streams?.crypto !== undefined;
  } catch (cause) {
    throw new LayerglassError('checkpoint-damaged', `checkpoint.json cannot be read: ${(cause as Error).message}`, {
      where,
      cause,
      remedy: 'Go on from another checkpoint of the run.',
    });
  }
}
