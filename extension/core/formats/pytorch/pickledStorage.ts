import type { ByteSource } from '../sources/byteSource';
import { itemsOf, PickleReference, type PickleValue } from './pickleValue';
import { storageType, type TorchType } from './torchTypes';

/** A storage as a pickle describes it. */
export interface PickledStorage {
  key: string;
  type: TorchType;
  /** Where in the storage of that key it begins, in values, as old files have it. */
  start: number;
  /** Values, as the pickle declares. */
  count: number;
  /** Its bytes, where the pickle has them; null: they are elsewhere in the file. */
  source: ByteSource | null;
}

/** `('storage', torch.FloatStorage, '0', 'cpu', 12)`; in old files with a part of another storage behind it. */
export function pickledStorage(value: PickleValue | undefined): PickledStorage | null {
  const id = value instanceof PickleReference ? itemsOf(value.id) : null;
  const [word, kind, key, , count, view] = id ?? [];
  const type = storageType(kind);
  if (word !== 'storage' || !type || typeof count !== 'number' || (typeof key !== 'string' && typeof key !== 'number'))
    return null;
  const [, start = 0, viewCount = 0] = itemsOf(view) ?? [];
  return view === null || view === undefined
    ? { key: String(key), type, start: 0, count, source: null }
    : { key: String(key), type, start: Number(start), count: Number(viewCount), source: null };
}
