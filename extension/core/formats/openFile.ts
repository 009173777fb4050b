import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { checkpointFileName } from '../runs/runPaths';
import { isTemporaryName } from '../runs/writeFile';
import { chosenFile } from './chosenFile';
import type { OpenedFile } from './openedFile';
import { folderWeights } from './folderWeights';
import { formats, type FileStart } from './formats';
import { fileInside } from './sources/byteSource';
import { meantPlace } from './tensorflow/checkpointPlace';

/**
 * Opens a checkpoint, a model or a run (its last checkpoint) without reading weights; to be closed by `closeOpened`.
 * Throws LayerglassError: `file-missing`, `not-a-model`, `half-written`, or what is wrong with the file.
 * @param place absolute path of a file or folder, or the prefix of a TensorFlow checkpoint
 * @param lane see StreamedChecksum: two that are compared have one each
 */
export async function openFile(place: string, lane: 0 | 1 = 0): Promise<OpenedFile> {
  return openMeant(meantPlace(place), lane);
}

async function openMeant(place: string, lane: 0 | 1): Promise<OpenedFile> {
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
  const file = isFolder ? null : fileStart(place);
  const format = formats.find(f => f.recognises(place, file));
  if (format) return format.open(place, lane);
  const weights = isFolder ? folderWeights(place) : null;
  if (weights !== null) {
    // What was chosen is the folder: no link leads out of it.
    fileInside(place, weights);
    return openMeant(path.join(place, weights), lane);
  }
  const isCheckpoint = isTemporaryName(name) || /^step-\d+/.test(name);
  throw isFolder && isCheckpoint
    ? new LayerglassError('half-written', `${name} has no ${checkpointFileName}: it was not written to its end`, {
        where: place,
        remedy: 'Choose another checkpoint: this one is removed when its run goes on.',
      })
    : new LayerglassError('not-a-model', `${name} is no checkpoint and no model that Layerglass can read`, {
        where: place,
        remedy: 'Choose a checkpoint, a run, a folder with a model.json, or a file of weights.',
      });
}

/** What a format is told by. */
const startBytes = 64;

function fileStart(place: string): FileStart {
  const source = chosenFile(place);
  try {
    const bytes = new Uint8Array(Math.min(startBytes, source.size));
    source.read(bytes, 0);
    const end = new Uint8Array(Math.min(8, source.size));
    source.read(end, source.size - end.length);
    return { bytes, end, size: source.size };
  } finally {
    source.close();
  }
}
