import * as fs from 'node:fs';
import * as path from 'node:path';
import { folderWeights } from '../../core/formats/folderWeights';
import { meantPlace, lastIndex, isCheckpointFolder } from '../../core/formats/tensorflow/checkpointPlace';
import { savedModelName, savedModelTextName } from '../../core/formats/tensorflow/savedModelName';
import { checkpointFileName } from '../../core/runs/runPaths';
import { LayerglassError } from '../../protocol/errors';

/** What a folder is opened by, the first that is there. */
const folderFiles = [
  savedModelName,
  savedModelTextName,
  'model.json',
  checkpointFileName,
  'model.safetensors.index.json',
];
/** Files that may make their folder a model: `isModelFolder` tells whether they do. */
export const modelFolderPattern = `**/{${[...folderFiles, 'checkpoint', '*.index'].join(',')}}`;

/** True for a folder that a model begins in by itself: one whose only model is a file by itself is none. */
export const isModelFolder = (folder: string): boolean =>
  folderFiles.some(name => fs.existsSync(path.join(folder, name))) || isCheckpointFolder(folder);

/** As package.json has it: files that the editor opens by itself. */
export const opensByDefault = /\.(h5|hdf5|keras|safetensors|np[yz]|onnx|pth?|gguf)$/i;

/**
 * The file that opens what a person means: a file itself; of a checkpoint's prefix or of its files of values the index; of a
 * folder the file that a model begins with. Throws LayerglassError `no-model`.
 */
export function modelPlace(place: string): string {
  const meant = meantPlace(place);
  const stat = fs.statSync(meant, { throwIfNoEntry: false });
  if (stat?.isFile()) return meant;
  if (stat?.isDirectory()) {
    for (const name of folderFiles) if (fs.existsSync(path.join(meant, name))) return path.join(meant, name);
    if (isCheckpointFolder(meant)) return lastIndex(meant);
    const weights = folderWeights(meant);
    if (weights !== null) return path.join(meant, weights);
    const own = entriesOf(meant).filter(name => opensByDefault.test(name));
    if (own.length === 1) return path.join(meant, own[0]!);
    throw new LayerglassError(
      'no-model',
      `${path.basename(meant)} holds ${own.length ? 'several models' : 'no model'} that Layerglass reads.`,
      {
        where: meant,
        remedy: own.length
          ? 'Open one of its files.'
          : 'Choose a file, or the folder of a SavedModel, a checkpoint or a model.json.',
      },
    );
  }
  throw new LayerglassError('file-missing', `${path.basename(place)} is not there.`, {
    where: place,
    remedy: 'Choose another file.',
  });
}

function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
