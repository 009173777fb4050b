import { badHdf5, ByteCursor, zeroEndedText } from './byteCursor';
import { fletcher32 } from './fletcher32';
import { unpackLzf } from './lzf';

/** What chunks go through when they are written, by its number and in words. */
export interface Filter {
  id: number;
  name: string;
}

/** What may be in a file that others wrote: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md. */
const knownFilters: Record<number, string> = {
  ...{ 1: 'deflate', 2: 'shuffle', 3: 'fletcher32', 4: 'szip', 5: 'nbit', 6: 'scaleoffset' },
  ...{ 32000: 'lzf', 32001: 'blosc', 32004: 'lz4', 32008: 'bitshuffle', 32015: 'zstd' },
};
/** Those that the library has. */
const libraryFilters = new Set(['deflate', 'shuffle', 'fletcher32', 'szip', 'nbit', 'scaleoffset']);
/** Those that are turned back here where h5py's own is among them. */
const ownFilters = new Set(['shuffle', 'fletcher32', 'lzf']);

/** The filters of a message, in the order in which a chunk went through them. Throws LayerglassError `bad-hdf5`. */
export function filtersOf(message: ByteCursor): Filter[] {
  const version = message.u8();
  const count = message.u8();
  if (version !== 1 && version !== 2) throw badHdf5('a data set has filters of an unknown version');
  if (version === 1) message.skip(6);
  return Array.from({ length: count }, () => {
    const id = message.u16();
    const nameLength = version === 1 || id >= 256 ? message.u16() : 0;
    message.skip(2);
    const values = message.u16();
    const name = zeroEndedText(message.slice(nameLength));
    message.skip(4 * values + (version === 1 && values % 2 ? 4 : 0));
    return { id, name: knownFilters[id] ?? (name || `filter ${id}`) };
  });
}

export const isOurs = (filters: readonly Filter[]): boolean => filters.some(({ name }) => name === 'lzf');

/** The name of one that cannot be turned back; undefined where all can. */
export const unreadableFilter = (filters: readonly Filter[]): string | undefined => {
  const readable = isOurs(filters) ? ownFilters : libraryFilters;
  return filters.find(({ name }) => !readable.has(name))?.name;
};

const checksumBytes = 4;

/**
 * A chunk as it was before it was written. Throws LayerglassError `bad-hdf5` where it cannot have been one.
 * @param skipped bits, the first filter's the lowest: those that this chunk did not go through
 */
export function unfiltered(
  stored: Uint8Array,
  filters: readonly Filter[],
  skipped: number,
  { chunkBytes, itemBytes }: { chunkBytes: number; itemBytes: number },
): Uint8Array {
  let bytes = stored;
  for (const [i, { name }] of [...filters.entries()].reverse()) {
    if ((skipped >>> i) & 1) continue;
    if (name === 'lzf') bytes = unpackLzf(bytes, chunkBytes + checksumBytes * i);
    else if (name === 'shuffle') bytes = unshuffled(bytes, itemBytes);
    else bytes = verified(bytes);
  }
  if (bytes.length !== chunkBytes)
    throw badHdf5(`a block has ${bytes.length} bytes, where it should have ${chunkBytes}`);
  return bytes;
}

/** The first bytes of all values stand together, then the second ones; what is left over is as it was. */
function unshuffled(bytes: Uint8Array, itemBytes: number): Uint8Array {
  const count = Math.floor(bytes.length / itemBytes);
  if (itemBytes < 2 || count < 2) return bytes;
  const items = bytes.slice();
  for (let part = 0, at = 0; part < itemBytes; part++)
    for (let i = part; i < count * itemBytes; i += itemBytes) items[i] = bytes[at++]!;
  return items;
}

function verified(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - checksumBytes;
  if (end < 0) throw badHdf5('a block is shorter than its checksum');
  const content = bytes.subarray(0, end);
  const stored = new ByteCursor(bytes, end).u32();
  const sum = fletcher32(content);
  // The first versions of HDF5 had the bytes of each half the other way round.
  const turned = (((sum & 0x00ff00ff) << 8) | ((sum >>> 8) & 0x00ff00ff)) >>> 0;
  if (stored !== sum && stored !== turned) throw badHdf5('a block does not have the checksum that was stored with it');
  return content;
}
