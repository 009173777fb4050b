import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../byteSource';
import { addProblem, chosenFile, openedFile, type Found } from '../chosenFile';
import type { OpenedFile } from '../openedFile';
import { SourcePart } from '../sourceViews';
import { PickleInput } from './pickleInput';
import { readPickle } from './pickleMachine';
import { pickledModel } from './pickledModel';
import { itemsOf, type PickleReference, type PickleValue } from './pickleValue';
import { pickledStorage } from './rebuiltTensor';

/** The number that old files begin with, as a pickle of its own. */
const magicPickle = '80028a0a6cfc9c46f9206aa850192e';
const magicBytes = magicPickle.length / 2;
const isOldFile = (start: Uint8Array): boolean =>
  Buffer.from(start.subarray(0, magicBytes)).toString('hex') === magicPickle;

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
  const start = new Uint8Array(Math.min(magicBytes, source.size));
  source.read(start, 0);
  const isOld = isOldFile(start);
  const input = new PickleInput(source, source.name);
  // 1. the magic number, 2. the version, 3. the machine that wrote it
  if (isOld) for (let i = 0; i < 3; i++) readPickle(input);
  // 4. what was saved
  const references: PickleReference[] = [];
  const root = readPickle(input, references);
  // 5. the keys of its storages, 6. these, little-endian on every machine
  const places = isOld
    ? storagePlaces(source, input, { keys: readPickle(input), references }, problems)
    : new Map<string, ByteSource>();
  const storages = { isBigEndian: false, bytesOf: ({ key }: { key: string }) => places.get(key) ?? null };
  const { tensors, metadata, step } = pickledModel(root, storages, source.name.replace(/\.\w+$/, ''), problems);
  return {
    format: isOld ? 'pytorch' : 'pickle',
    sources: [source],
    metadata: Object.fromEntries(metadata),
    ...{ tensors, step, problems },
  };
}

const maxStorages = 1_000_000;

/** Each storage is the number of its values, u64, and these. */
function storagePlaces(
  source: ByteSource,
  input: PickleInput,
  { keys, references }: { keys: PickleValue; references: readonly PickleReference[] },
  problems: FileProblem[],
): Map<string, ByteSource> {
  const sizes = new Map<string, number>();
  for (const reference of references) {
    const storage = pickledStorage(reference);
    if (storage) sizes.set(storage.key, storage.type.valueBytes);
  }
  const places = new Map<string, ByteSource>();
  const list = itemsOf(keys) ?? [];
  if (list.length > maxStorages) throw input.bad(`${list.length} storages`);
  const problem = (why: string): void =>
    addProblem(problems, 'file-short', `Its storages cannot be told apart from the one on that ${why}.`, input.name);
  const missing = (): LayerglassError =>
    new LayerglassError('file-short', `${input.name} ends too soon`, { where: input.name });
  const header = new Uint8Array(8);
  let at = input.at;
  for (const key of list) {
    const valueBytes = typeof key === 'string' || typeof key === 'number' ? sizes.get(String(key)) : undefined;
    if (valueBytes === undefined) {
      problem('nothing says the type of');
      break;
    }
    if (at + 8 > source.size) {
      problem('is not there any more');
      break;
    }
    source.read(header, at);
    const bytes = Number(new DataView(header.buffer).getBigUint64(0, true)) * valueBytes;
    places.set(
      String(key),
      new SourcePart(source, at + 8, Math.min(bytes, Math.max(0, source.size - at - 8)), missing),
    );
    at += 8 + bytes;
  }
  return places;
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
