import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { isLogDirectory } from '../logs/findLogRuns';
import { readCheckpoints } from '../runs/readCheckpoints';
import { checkpointFileName, checkpointsName, manifestName } from '../runs/runPaths';
import { openGguf } from './gguf/gguf';
import { isGguf } from './gguf/ggufHeader';
import { hasUserBlock, isHdf5 } from './hdf5/superblock';
import { openKerasFile } from './keras/kerasFile';
import { isKerasShards, openKerasShards } from './keras/kerasShards';
import { openLayerglassCheckpoint } from './layerglass/layerglassCheckpoint';
import { isNpy } from './numpy/npy';
import { openNpyFile } from './numpy/npyFile';
import { isOnnx } from './onnx/isOnnx';
import { openOnnx } from './onnx/onnx';
import type { OpenedFile } from './openedFile';
import { isTorchPickle, isTorchTar, openTorchPickle, refuseTorchTar } from './pytorch/torchPickle';
import { isSafetensors, openSafetensors } from './safetensors/safetensors';
import { isShardIndex, openShardIndex } from './shardIndex';
import { openCheckpoint } from './tensorflow/checkpoint';
import { isCheckpointFolder, isCheckpointList, lastIndex } from './tensorflow/checkpointPlace';
import { isGraphFile, openGraphFile } from './tensorflow/graphFile';
import { openSavedModel } from './tensorflow/savedModel';
import { savedModelName } from './tensorflow/savedModelName';
import { isTable } from './tensorflow/tableFile';
import { isTextGraph, refuseTextGraph } from './tensorflow/textGraph';
import { isEventFile, openTensorBoard } from './tensorboard/tensorboard';
import { openTfjsFile, openTfjsFolder } from './tfjs/tfjsFolder';
import { openZip } from './zipFormats';
import { isZip } from './containers/zipMembers';

/** One format: whether a place looks like one of its own, and how it is opened. */
export interface Format {
  /** @param file its first bytes and its size; null for a folder */
  recognises(place: string, file: FileStart | null): boolean;
  /** @param lane see StreamedChecksum */
  open(place: string, lane: 0 | 1): OpenedFile | Promise<OpenedFile>;
}

export interface FileStart {
  bytes: Uint8Array;
  /** The last 8 bytes, or all of fewer. */
  end: Uint8Array;
  size: number;
}

/** In the order in which they are asked: what a file begins with goes before what it is called. */
export const formats: readonly Format[] = [
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
  { recognises: (_, file) => file !== null && isNpy(file.bytes), open: openNpyFile },
  { recognises: (_, file) => file !== null && isGguf(file.bytes), open: openGguf },
  { recognises: (place, file) => file !== null && isOnnx(place, file.bytes), open: openOnnx },
  { recognises: (_, file) => file !== null && isZip(file.bytes), open: openZip },
  { recognises: (_, file) => file !== null && isHdf5(file.bytes), open: openKerasFile },
  {
    recognises: (place, file) => file !== null && isTorchPickle(place, file.bytes, file.end),
    open: openTorchPickle,
  },
  { recognises: (_, file) => file !== null && isTorchTar(file.bytes), open: refuseTorchTar },
  { recognises: (_, file) => file !== null && isTable(file.end), open: openCheckpoint },
  {
    recognises: (place, file) => file !== null && isCheckpointList(place, file.bytes),
    open: (place, lane) => openCheckpoint(lastIndex(path.dirname(place)), lane),
  },
  { recognises: (place, file) => file !== null && isGraphFile(place, file.bytes), open: openGraphFile },
  { recognises: (place, file) => !file && has(place, savedModelName), open: openSavedModel },
  { recognises: (place, file) => isTextGraph(place, !file), open: refuseTextGraph },
  { recognises: (place, file) => file !== null && isShardIndex(place), open: openShardIndex },
  { recognises: (place, file) => file !== null && isKerasShards(place), open: openKerasShards },
  {
    recognises: (place, file) => file !== null && /\.(h5|hdf5|he5|mat)$/i.test(place) && hasUserBlock(place),
    open: openKerasFile,
  },
  {
    recognises: (place, file) => file !== null && isEventFile(place, file.bytes),
    open: place => openTensorBoard(place, false),
  },
  {
    recognises: (place, file) => !file && has(place, 'model.json'),
    open: openTfjsFolder,
  },
  { recognises: (place, file) => file !== null && place.endsWith('.json'), open: openTfjsFile },
  {
    recognises: (place, file) => !file && isCheckpointFolder(place),
    open: (place, lane) => openCheckpoint(lastIndex(place), lane),
  },
  // Last of all: it is looked for in the folders below.
  { recognises: (place, file) => !file && isLogDirectory(place), open: place => openTensorBoard(place, true) },
];

const has = (folder: string, name: string): boolean => fs.existsSync(path.join(folder, name));

function lastCheckpoint(runFolder: string): string {
  const last = readCheckpoints(runFolder).findLast(record => !record.dropped && !record.isTrashed);
  if (last) return path.join(runFolder, last.path);
  throw new LayerglassError('no-checkpoint', `Run ${path.basename(runFolder)} has no checkpoint`, {
    where: path.join(runFolder, checkpointsName),
    remedy: 'Train it for an epoch.',
  });
}
