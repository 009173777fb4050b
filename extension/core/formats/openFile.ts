import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { readCheckpoints } from '../runs/readCheckpoints';
import { checkpointFileName, checkpointsName, manifestName } from '../runs/runPaths';
import { isTemporaryName } from '../runs/writeFile';
import { openLayerglassCheckpoint } from './layerglassCheckpoint';
import type { OpenedFile } from './openedFile';
import { chosenFile } from './chosenFile';
import { isNpy, openNpy } from './npy';
import { openNpz } from './npz';
import { isSafetensors, openSafetensors } from './safetensors';
import { isSafetensorsIndex, openSafetensorsIndex } from './safetensorsIndex';
import { isZip } from './zipMembers';
import { openCheckpoint } from './tensorflow/checkpoint';
import { isCheckpointFolder, isCheckpointList, lastIndex, meantPlace } from './tensorflow/checkpointPlace';
import { isTable } from './tensorflow/tableFile';
import { openTfjsFolder } from './tfjsFolder';

/** One format: whether a place looks like one of its own, and how it is opened. */
interface Format {
  /** @param file its first bytes and its size; null for a folder */
  recognises(place: string, file: FileStart | null): boolean;
  /** @param lane see StreamedChecksum */
  open(place: string, lane: 0 | 1): OpenedFile | Promise<OpenedFile>;
}

interface FileStart {
  bytes: Uint8Array;
  /** The last 8 bytes, or all of fewer. */
  end: Uint8Array;
  size: number;
}

/** In the order in which they are asked: what a file begins with goes before what it is called. */
const formats: readonly Format[] = [
  { recognises: (place, file) => !file && has(place, checkpointFileName), open: openLayerglassCheckpoint },
  {
    recognises: (place, file) => file !== null && path.basename(place) === checkpointFileName,
    open: (place, lane) => openLayerglassCheckpoint(path.dirname(place), lane),
  },
  // A run stands for its last checkpoint.
  {
    recognises: (place, file) => !file && has(place, manifestName),
    open: (place, lane) => openLayerglassCheckpoint(lastCheckpoint(place), lane),
  },
  { recognises: (_, file) => file !== null && isSafetensors(file.bytes, file.size), open: openSafetensors },
  { recognises: (_, file) => file !== null && isNpy(file.bytes), open: openNpy },
  { recognises: (_, file) => file !== null && isZip(file.bytes), open: openNpz },
  { recognises: (_, file) => file !== null && isTable(file.end), open: openCheckpoint },
  {
    recognises: (place, file) => file !== null && isCheckpointList(place, file.bytes),
    open: (place, lane) => openCheckpoint(lastIndex(path.dirname(place)), lane),
  },
  { recognises: (place, file) => file !== null && isSafetensorsIndex(place), open: openSafetensorsIndex },
  {
    recognises: (place, file) => !file && has(place, 'model.json'),
    open: place => openTfjsFolder(path.join(place, 'model.json')),
  },
  { recognises: (place, file) => file !== null && place.endsWith('.json'), open: openTfjsFolder },
  {
    recognises: (place, file) => !file && isCheckpointFolder(place),
    open: (place, lane) => openCheckpoint(lastIndex(place), lane),
  },
];

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

const has = (folder: string, name: string): boolean => fs.existsSync(path.join(folder, name));

function lastCheckpoint(runFolder: string): string {
  const last = readCheckpoints(runFolder).findLast(record => !record.dropped && !record.isTrashed);
  if (last) return path.join(runFolder, last.path);
  throw new LayerglassError('no-checkpoint', `Run ${path.basename(runFolder)} has no checkpoint`, {
    where: path.join(runFolder, checkpointsName),
    remedy: 'Train it for an epoch.',
  });
}
