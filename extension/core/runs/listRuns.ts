import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RunListItem } from '../../protocol/panel';
import { LayerglassError } from '../../protocol/errors';
import { isEnded, type RunManifest } from '../../protocol/run';
import { bestMetric } from './bestMetric';
import { runFolderPattern } from './createRunFolder';
import { readManifest } from './manifestFile';
import { isRealFolder } from './readBounded';
import { liveness } from './readRun';
import { manifestName } from './runPaths';

/** A run in a list. `problem`: why its run.json cannot be read, null where it can; its other figures are then empty. */
export type ListedRun = RunListItem & {
  mode: RunManifest['mode'];
  /** Absolute working folder of the program: what `program` is relative to. */
  folder: string;
  problem: string | null;
};

/** What may change of a run without a word in its run.json; null once it has ended, or cannot be read. */
type Life = Pick<RunManifest, 'status' | 'endedAt' | 'process'> | null;
/** What was read before, by file, as long as the file is the same. */
const cache = new Map<string, { stamp: string; item: ListedRun; life: Life }>();
const maxCached = 5000;
/** The newest ones are listed. */
const maxListed = 1000;
/** Of the run.json of one folder of runs. A list is read at once: what someone put there must not hold up its reader. */
const maxListedBytes = 128 * 2 ** 20;

/**
 * The runs in a folder, newest first, from their run.json alone; none where there is no such folder. Asked again, only
 * files that have changed are read. Never throws for what a single run holds.
 */
export function listRuns(runsFolder: string): ListedRun[] {
  let names: string[];
  try {
    names = fs.readdirSync(runsFolder).filter(name => runFolderPattern.test(name));
  } catch {
    return [];
  }
  let leftBytes = maxListedBytes;
  const spend = (bytes: number): boolean => (leftBytes -= bytes) >= 0;
  return names
    .sort((a, b) => Number(b) - Number(a))
    .slice(0, maxListed)
    .map(name => listedRun(path.join(runsFolder, name), spend))
    .filter(item => item !== null);
}

/** `spend` is told how large run.json is, and whether it may be read. */
function listedRun(folder: string, spend: (bytes: number) => boolean): ListedRun | null {
  // a link leads to what others keep: it is not shown as a run, and cannot be deleted as one
  if (!isRealFolder(folder)) return null;
  const file = path.join(folder, manifestName);
  let stat: fs.Stats;
  try {
    stat = fs.lstatSync(file);
  } catch {
    // A folder that was made, and whose run has not begun to write.
    return null;
  }
  const isAffordable = spend(stat.size);
  const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino} ${isAffordable}`;
  let known = cache.get(file);
  if (known?.stamp !== stamp) {
    known = { stamp, ...readItem(path.resolve(folder), isAffordable) };
    if (cache.size >= maxCached) cache.clear();
    cache.set(file, known);
  }
  const { item, life } = known;
  // A run that is under way may be interrupted without another word.
  return life ? { ...item, status: liveness(folder, life).status } : item;
}

/** The run that another one goes on from, as lists name it. `run`: an absolute folder. */
export function resumedRun(from: {
  run: string;
  step: number;
  path?: string;
}): NonNullable<RunListItem['resumedFrom']> {
  const name = path.basename(from.run);
  return { ...from, id: runFolderPattern.test(name) ? Number(name) : null };
}

function readItem(folder: string, isAffordable: boolean): { item: ListedRun; life: Life } {
  try {
    if (!isAffordable) throw new LayerglassError('too-large', 'The runs of this folder hold too much to be listed');
    const { manifest } = readManifest(folder);
    const { id, status, startedAt, endedAt, program, mode, epochs, process, resumedFrom } = manifest;
    const best = bestMetric(epochs);
    return {
      item: {
        key: folder,
        ...{ id, status, startedAt, program, mode },
        best: best && { metric: best.metric, value: best.value },
        ...(resumedFrom && {
          resumedFrom: resumedRun({ ...resumedFrom, run: path.resolve(folder, resumedFrom.run) }),
        }),
        folder: path.resolve(folder, manifest.folder),
        problem: null,
      },
      life: isEnded(status) ? null : { status, endedAt, process },
    };
  } catch (error) {
    const item: ListedRun = {
      key: folder,
      id: Number(path.basename(folder)),
      status: 'interrupted',
      startedAt: 0,
      program: '',
      mode: 'train',
      best: null,
      folder,
      problem: (error as Error).message,
    };
    return { item, life: null };
  }
}
