import { LayerglassError } from '../../../protocol/errors';
import { MemorySource } from '../sources/sourceViews';
import { isOldFile } from './isTorchPickle';
import { readOldFile, startOf } from './oldFile';
import { pickledBytes } from './pickledBytes';
import { PickleInput } from './pickleInput';
import { pickledStorage, type PickledStorage } from './pickledStorage';
import { PickleCall, type PickleValue } from './pickleValue';

/** A storage that a pickle refers to, or holds as a whole old file of its own: so Python's own `pickle.dump` has it. */
export function storageOf(value: PickleValue | undefined): PickledStorage | null {
  if (!(value instanceof PickleCall)) return pickledStorage(value);
  if (value.callee.path !== 'torch.storage._load_from_bytes') return null;
  let storage = known.get(value);
  if (storage === undefined) {
    const bytes = pickledBytes(value.args[0]);
    storage = bytes && inlineStorage(bytes);
    known.set(value, storage);
  }
  return storage;
}

/** Many tensors may be of one storage, which is read once. */
const known = new WeakMap<PickleCall, PickledStorage | null>();

/** Null where there is none in it. */
function inlineStorage(bytes: Uint8Array): PickledStorage | null {
  const name = 'A storage in the pickle';
  const source = new MemorySource(bytes, () => new LayerglassError('file-short', `${name} ends too soon`));
  if (!isOldFile(startOf(source))) return null;
  try {
    const { root, places } = readOldFile(source, new PickleInput(source, name), []);
    const storage = pickledStorage(root);
    const own = storage && places.get(storage.key);
    return own ? { ...storage, source: own } : null;
  } catch (error) {
    // What would run a program is refused, wherever it is.
    if (error instanceof LayerglassError && error.code !== 'unsafe-pickle') return null;
    throw error;
  }
}
