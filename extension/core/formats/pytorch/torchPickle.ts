import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { openedFile, type Found, type OpenedFile } from '../openedFile';
import { isOldFile } from './isTorchPickle';
import { readOldFile, startOf } from './oldFile';
import { PickleInput } from './pickleInput';
import { readPickle } from './pickleMachine';
import { pickledModel } from './pickledModel';

/** Opens an old file of PyTorch's, or a pickle. Throws LayerglassError. */
export function openTorchPickle(place: string): OpenedFile {
  const source = chosenFile(place);
  try {
    return openedFile(readTorchPickle(source));
  } catch (error) {
    source.close();
    throw error;
  }
}

/** What is in it. Throws LayerglassError. */
export function readTorchPickle(source: FileSource): Found {
  const problems: FileProblem[] = [];
  const input = new PickleInput(source, source.name);
  const isOld = isOldFile(startOf(source));
  const { root, places } = isOld
    ? readOldFile(source, input, problems)
    : { root: readPickle(input), places: new Map<string, ByteSource>() };
  const storages = { isBigEndian: false, bytesOf: ({ key }: { key: string }) => places.get(key) ?? null };
  const { tensors, metadata, step } = pickledModel(root, storages, source.name.replace(/\.\w+$/, ''), problems);
  return {
    format: isOld ? 'pytorch' : 'pickle',
    sources: [source],
    metadata: Object.fromEntries(metadata),
    ...{ tensors, step, problems },
  };
}

/** Throws LayerglassError: nothing is known that still reads those. */
export function refuseTorchTar(place: string): never {
  const { name } = chosenFile(place);
  throw new LayerglassError('old-pytorch', `${name} was written by PyTorch 0.1, as a tar, which is not read`, {
    where: name,
    remedy: 'Load it with PyTorch and save it again.',
  });
}
