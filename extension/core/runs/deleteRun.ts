import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { isEnded } from '../../protocol/run';
import { readManifest } from './manifestFile';
import { liveness } from './readRun';
import { checkpointsName, closeUpsName, eventFilePrefix, manifestName, snapshotsName } from './runPaths';
import { isTemporaryName } from './writeFile';
import { writeError } from './writeError';

/**
 * Removes a run folder with all that is in it. Throws LayerglassError: `not-a-run` where the folder holds anything that a
 * run does not write, or no run.json; `run-live` while its process writes; `read-only`, `write-failed`.
 */
export function deleteRun(folder: string): void {
  const place = path.resolve(folder);
  assertRunFolder(place);
  if (isLive(place))
    throw new LayerglassError('run-live', 'The run is still under way', {
      where: place,
      remedy: 'Stop it first.',
    });
  try {
    // Renamed first: a folder that is half removed is no run any more.
    const doomed = path.join(path.dirname(place), `.${path.basename(place)}.${process.pid}.tmp`);
    fs.renameSync(place, doomed);
    fs.rmSync(doomed, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw writeError(error, place);
  }
}

/** Throws LayerglassError `not-a-run` unless the folder is one itself, no link, and holds a run and nothing else. */
export function assertRunFolder(place: string): void {
  const refuse = (why: string): never => {
    throw new LayerglassError('not-a-run', `${place} is not removed: ${why}`, {
      where: place,
      remedy: 'Remove it yourself if it is to go.',
    });
  };
  let entries: fs.Dirent[] = [];
  try {
    if (!fs.lstatSync(place).isDirectory()) refuse('it is no folder');
    entries = fs.readdirSync(place, { withFileTypes: true });
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    refuse('it cannot be read');
  }
  if (!entries.some(entry => entry.name === manifestName && entry.isFile())) refuse('it has no run.json');
  const foreign = entries.find(entry => !isOurs(entry));
  if (foreign) refuse(`${foreign.name} is not part of a run`);
}

/** The program as it was run, kept beside what it made. */
const bundlePattern = /^bundle\.[cm]?js(?:\.map)?$/;

function isOurs(entry: fs.Dirent): boolean {
  const { name } = entry;
  if (entry.isDirectory())
    return [checkpointsName, closeUpsName, snapshotsName].includes(name) || isTemporaryName(name);
  return (
    entry.isFile() &&
    ([manifestName, '.gitignore'].includes(name) ||
      name.startsWith(eventFilePrefix) ||
      bundlePattern.test(name) ||
      isTemporaryName(name))
  );
}

function isLive(place: string): boolean {
  try {
    const { manifest } = readManifest(place);
    return !isEnded(liveness(place, manifest).status);
  } catch {
    // A damaged run has no writer that anyone knows of.
    return false;
  }
}
