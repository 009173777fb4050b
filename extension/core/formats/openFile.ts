import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { readCheckpoints } from '../runs/readCheckpoints';
import { checkpointFileName, checkpointsName, manifestName } from '../runs/runPaths';
import { isTemporaryName } from '../runs/writeFile';
import { openLayerglassCheckpoint } from './layerglassCheckpoint';
import type { OpenedFile } from './openedFile';
import { openTfjsFolder } from './tfjsFolder';

/** One format: whether a place looks like one of its own, by names alone, and how it is opened. */
interface Format {
  recognises(place: string, isFolder: boolean): boolean;
  /** @param lane see StreamedChecksum */
  open(place: string, lane: 0 | 1): OpenedFile;
}

/** In the order in which they are asked. */
const formats: readonly Format[] = [
  { recognises: (place, isFolder) => isFolder && has(place, checkpointFileName), open: openLayerglassCheckpoint },
  {
    recognises: (place, isFolder) => !isFolder && path.basename(place) === checkpointFileName,
    open: (place, lane) => openLayerglassCheckpoint(path.dirname(place), lane),
  },
  // A run stands for its last checkpoint.
  {
    recognises: (place, isFolder) => isFolder && has(place, manifestName),
    open: (place, lane) => openLayerglassCheckpoint(lastCheckpoint(place), lane),
  },
  {
    recognises: (place, isFolder) => isFolder && has(place, 'model.json'),
    open: place => openTfjsFolder(path.join(place, 'model.json')),
  },
  { recognises: (place, isFolder) => !isFolder && place.endsWith('.json'), open: openTfjsFolder },
];

/**
 * Opens a checkpoint, a model or a run (its last checkpoint) without reading weights; to be closed by `closeOpened`.
 * Throws LayerglassError: `file-missing`, `not-a-model`, `half-written`, or what is wrong with the file.
 * @param place absolute path of a file or folder
 * @param lane see StreamedChecksum: two that are compared have one each
 */
export function openFile(place: string, lane: 0 | 1 = 0): OpenedFile {
  const name = path.basename(place);
  let isFolder: boolean;
  try {
    isFolder = fs.statSync(place).isDirectory();
  } catch (error) {
    throw new LayerglassError('file-missing', `${name} is not there`, {
      where: place,
      cause: error,
      remedy: 'It was moved or deleted: choose another one.',
    });
  }
  const format = formats.find(f => f.recognises(place, isFolder));
  if (format) return format.open(place, lane);
  const isCheckpoint = isTemporaryName(name) || /^step-\d+/.test(name);
  throw isFolder && isCheckpoint
    ? new LayerglassError('half-written', `${name} has no ${checkpointFileName}: it was not written to its end`, {
        where: place,
        remedy: 'Choose another checkpoint: this one is removed when its run goes on.',
      })
    : new LayerglassError('not-a-model', `${name} is no checkpoint and no model that Layerglass can read`, {
        where: place,
        remedy: 'Choose a checkpoint, a run, or a folder with a model.json.',
      });
}

const has = (folder: string, name: string): boolean => fs.existsSync(path.join(folder, name));

function lastCheckpoint(runFolder: string): string {
  const last = readCheckpoints(runFolder).findLast(record => !record.dropped && !record.isTrashed);
  if (last) return path.join(runFolder, last.path);
  throw new LayerglassError('no-checkpoint', `Run ${path.basename(runFolder)} has no checkpoint`, {
    where: path.join(runFolder, checkpointsName),
    remedy: 'Train it for an epoch.',
  });
}
