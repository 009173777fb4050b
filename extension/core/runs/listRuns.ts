import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RunListItem } from '../../protocol/panel';
import { isEnded, type RunManifest } from '../../protocol/run';
import { bestMetric } from './bestMetric';
import { runFolderPattern } from './createRunFolder';
import { readManifest } from './manifestFile';
import { liveness } from './readRun';
import { manifestName } from './runPaths';

/** A run in a list. `problem`: why its run.json cannot be read, null where it can; its other figures are then empty. */
export type ListedRun = RunListItem & {
  mode: RunManifest['mode'];
  /** Absolute working folder of the program: what `program` is relative to. */
  folder: string;
  problem: string | null;
};

/** What was read before, by file, as long as the file is the same. */
const cache = new Map<string, { stamp: string; item: ListedRun; manifest: RunManifest | null }>();
const maxCached = 5000;

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
  return names
    .sort((a, b) => Number(b) - Number(a))
    .map(name => listedRun(path.join(runsFolder, name)))
    .filter(item => item !== null);
}

function listedRun(folder: string): ListedRun | null {
  const file = path.join(folder, manifestName);
  let stat: fs.Stats;
  try {
    stat = fs.lstatSync(file);
  } catch {
    // A folder that was made, and whose run has not begun to write.
    return null;
  }
  const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  let known = cache.get(file);
  if (known?.stamp !== stamp) {
    known = { stamp, ...readItem(path.resolve(folder)) };
    if (cache.size >= maxCached) cache.clear();
    cache.set(file, known);
  }
  const { item, manifest } = known;
  // A run that is under way may be interrupted without another word.
  return manifest && !isEnded(manifest.status) ? { ...item, status: liveness(folder, manifest).status } : item;
}

function readItem(folder: string): { item: ListedRun; manifest: RunManifest | null } {
  try {
    const { manifest } = readManifest(folder);
    const { id, status, startedAt, program, mode, epochs } = manifest;
    const best = bestMetric(epochs);
    return {
      item: {
        key: folder,
        ...{ id, status, startedAt, program, mode },
        best: best && { metric: best.metric, value: best.value },
        folder: path.resolve(folder, manifest.folder),
        problem: null,
      },
      manifest,
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
    return { item, manifest: null };
  }
}
