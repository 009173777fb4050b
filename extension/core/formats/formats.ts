import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { isLogDirectory } from '../logs/findLogRuns';
import { checkpointFileName, checkpointsName, manifestName } from '../runs/runPaths';
import { isZip } from './containers/zipMarks';
import { isGguf } from './gguf/isGguf';
import { hasUserBlock, isHdf5 } from './hdf5/superblock';
import { isKerasFolder } from './keras/isKerasFolder';
import { isKerasShards } from './keras/isKerasShards';
import { isNpy } from './numpy/isNpy';
import { isOnnx } from './onnx/isOnnx';
import type { OpenedFile } from './openedFile';
import { isTorchPickle, isTorchTar } from './pytorch/isTorchPickle';
import { isSafetensors, openSafetensors } from './safetensors/safetensors';
import { isShardIndex, openShardIndex } from './shardIndex';
import { isEventFile } from './tensorboard/isEventFile';
import { isCheckpointFolder, isCheckpointList, lastIndex } from './tensorflow/checkpointPlace';
import { isGraphFile } from './tensorflow/isGraphFile';
import { isTable } from './tensorflow/isTable';
import { savedModelName } from './tensorflow/savedModelName';
import { isTextGraph, refuseTextGraph } from './tensorflow/textGraph';

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

// What one kind of file needs is loaded when one is opened: the reader starts for one file, and its start is waited for.
const openLayerglassCheckpoint: Format['open'] = async (place, lane) =>
  (await import('./layerglass/layerglassCheckpoint')).openLayerglassCheckpoint(place, lane);
const openNpyFile: Format['open'] = async place => (await import('./numpy/npyFile')).openNpyFile(place);
const openGguf: Format['open'] = async place => (await import('./gguf/gguf')).openGguf(place);
const openOnnx: Format['open'] = async place => (await import('./onnx/onnx')).openOnnx(place);
const openZip: Format['open'] = async place => (await import('./zipFormats')).openZip(place);
const openKerasFile: Format['open'] = async place => (await import('./keras/kerasFile')).openKerasFile(place);
const openTorchPickle: Format['open'] = async place => (await import('./pytorch/torchPickle')).openTorchPickle(place);
const refuseTorchTar: Format['open'] = async place => (await import('./pytorch/torchPickle')).refuseTorchTar(place);
const openCheckpoint: Format['open'] = async (place, lane) =>
  (await import('./tensorflow/checkpoint')).openCheckpoint(place, lane);
const openGraphFile: Format['open'] = async (place, lane) =>
  (await import('./tensorflow/graphFile')).openGraphFile(place, lane);
const openSavedModel: Format['open'] = async (place, lane) =>
  (await import('./tensorflow/savedModel')).openSavedModel(place, lane);
const openKerasFolder: Format['open'] = async place => (await import('./keras/kerasFolder')).openKerasFolder(place);
const openKerasShards: Format['open'] = async place => (await import('./keras/kerasShards')).openKerasShards(place);
const openTensorBoard = async (place: string, isFolder: boolean): Promise<OpenedFile> =>
  (await import('./tensorboard/tensorboard')).openTensorBoard(place, isFolder);
const openTfjsFolder: Format['open'] = async place => (await import('./tfjs/tfjsFolder')).openTfjsFolder(place);
const openTfjsFile: Format['open'] = async place => (await import('./tfjs/tfjsFolder')).openTfjsFile(place);

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
    open: async (place, lane) => openLayerglassCheckpoint(await lastCheckpoint(place), lane),
  },
  { recognises: (_, file) => file !== null && isSafetensors(file.bytes, file.size), open: openSafetensors },
  { recognises: (_, file) => file !== null && isNpy(file.bytes), open: openNpyFile },
  { recognises: (_, file) => file !== null && isGguf(file.bytes), open: openGguf },
  { recognises: (place, file) => file !== null && isOnnx(place, file.bytes), open: openOnnx },
  { recognises: (_, file) => file !== null && isZip(file.bytes), open: openZip },
  // Before what its weights are by themselves.
  { recognises: (place, file) => isKerasFolder(place, !file), open: openKerasFolder },
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

async function lastCheckpoint(runFolder: string): Promise<string> {
  const { readCheckpoints } = await import('../runs/readCheckpoints');
  const last = readCheckpoints(runFolder).findLast(record => !record.dropped && !record.isTrashed);
  if (last) return path.join(runFolder, last.path);
  throw new LayerglassError('no-checkpoint', `Run ${path.basename(runFolder)} has no checkpoint`, {
    where: path.join(runFolder, checkpointsName),
    remedy: 'Train it for an epoch.',
  });
}
