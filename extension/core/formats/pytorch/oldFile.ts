import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { SourcePart } from '../sources/sourceViews';
import { magicBytes } from './isTorchPickle';
import type { PickleInput } from './pickleInput';
import { readPickle } from './pickleMachine';
import { pickledStorage } from './pickledStorage';
import { itemsOf, type PickleReference, type PickleValue } from './pickleValue';

/** The bytes that a file is told by. */
export function startOf(source: ByteSource): Uint8Array {
  const start = new Uint8Array(Math.min(magicBytes, source.size));
  source.read(start, 0);
  return start;
}

/** What `torch.save` wrote before PyTorch 1.6: five pickles, and the storages behind them. Throws LayerglassError. */
export function readOldFile(
  source: ByteSource,
  input: PickleInput,
  problems: FileProblem[],
): { root: PickleValue; places: Map<string, ByteSource> } {
  // 1. the magic number, 2. the version, 3. the machine that wrote it
  for (let i = 0; i < 3; i++) readPickle(input);
  // 4. what was saved
  const references: PickleReference[] = [];
  const root = readPickle(input, references);
  // 5. the keys of its storages, 6. these, little-endian on every machine
  const keys = readPickle(input);
  return { root, places: storagePlaces(source, input, { keys, references }, problems) };
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
