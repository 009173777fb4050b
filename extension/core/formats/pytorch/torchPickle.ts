import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { openedFile, type Found, type OpenedFile } from '../openedFile';
import { isOldFile, readOldFile, startOf } from './oldFile';
import { PickleInput } from './pickleInput';
import { readPickle } from './pickleMachine';
import { pickledModel } from './pickledModel';

/** True for what `torch.save` wrote before PyTorch 1.6, and for plain pickles: of protocol 2 and newer, or by their name. */
export function isTorchPickle(place: string, start: Uint8Array, end: Uint8Array): boolean {
  if (isOldFile(start)) return true;
  const isEnded = end.at(-1) === 0x2e;
  if (start[0] === 0x80) return isEnded && start[1]! >= 2 && start[1]! <= 5;
  // Protocols 0 and 1 begin with a mark, an empty container or a class.
  return isEnded && /\.(pt|pth|pkl|pickle)$/i.test(place) && '(]}c)'.includes(String.fromCharCode(start[0] ?? 0));
}

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

/** Names of what PyTorch 0.1 put into a tar. */
const tarMembers = ['sys_info', 'pickle', 'tensors', 'storages'];
export const isTorchTar = (start: Uint8Array): boolean =>
  tarMembers.includes(new TextDecoder('latin1').decode(start).replace(/\0[^]*$/, ''));

/** Throws LayerglassError: nothing is known that still reads those. */
export function refuseTorchTar(place: string): never {
  const { name } = chosenFile(place);
  throw new LayerglassError('old-pytorch', `${name} was written by PyTorch 0.1, as a tar, which is not read`, {
    where: name,
    remedy: 'Load it with PyTorch and save it again.',
  });
}
