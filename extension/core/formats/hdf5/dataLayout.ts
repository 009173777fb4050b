import { badHdf5, ByteCursor, zeroEndedText } from './byteCursor';
import type { Superblock } from './superblock';

/** Where the values of a data set are. */
export type DataLayout =
  /** One after another; `address` is null where none were ever written. */
  | { kind: 'contiguous'; address: number | null }
  /** In the header itself, from a place in the layout's message on. */
  | { kind: 'compact'; from: number; size: number }
  /** In blocks of that shape; the library knows where. */
  | { kind: 'chunked'; chunk: number[] }
  | { kind: 'virtual' };

/** What a layout message says. Throws LayerglassError `bad-hdf5`. */
export function dataLayout(bytes: Uint8Array, superblock: Superblock): DataLayout {
  const message = new ByteCursor(bytes);
  const version = message.u8();
  if (version < 1 || version > 5) throw badHdf5('a data set has a layout of an unknown version');
  return version < 3 ? olderLayout(message, superblock) : newerLayout(message, superblock, version);
}

function olderLayout(message: ByteCursor, { offsetBytes }: Superblock): DataLayout {
  const axes = message.u8();
  const kind = message.u8();
  message.skip(5);
  const address = kind === 0 ? null : message.address(offsetBytes);
  const sizes = Array.from({ length: axes }, () => message.u32());
  if (kind === 0) return { kind: 'compact', size: message.u32(), from: message.at };
  if (kind === 1) return { kind: 'contiguous', address };
  if (kind === 2) return { kind: 'chunked', chunk: sizes.slice(0, -1) };
  throw badHdf5(`a data set has an unknown layout ${kind}`);
}

function newerLayout(message: ByteCursor, { offsetBytes }: Superblock, version: number): DataLayout {
  const kind = message.u8();
  if (kind === 0) return { kind: 'compact', size: message.u16(), from: message.at };
  if (kind === 1) return { kind: 'contiguous', address: message.address(offsetBytes) };
  if (kind === 3) return { kind: 'virtual' };
  if (kind !== 2) throw badHdf5(`a data set has an unknown layout ${kind}`);
  let axes: number;
  let sizeBytes = 4;
  if (version === 3) {
    axes = message.u8();
    message.skip(offsetBytes);
  } else {
    message.skip(1);
    axes = message.u8();
    sizeBytes = message.u8();
  }
  // The last is the size of a value.
  return { kind: 'chunked', chunk: Array.from({ length: axes }, () => message.uint(sizeBytes)).slice(0, -1) };
}

/** Filters that chunks went through, in words. */
export function filterNames(bytes: Uint8Array): string[] {
  const message = new ByteCursor(bytes);
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
    return knownFilters[id] ?? (name || `filter ${id}`);
  });
}

/** What may be in a file that others wrote: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md. */
const knownFilters: Record<number, string> = {
  ...{ 1: 'deflate', 2: 'shuffle', 3: 'fletcher32', 4: 'szip', 5: 'nbit', 6: 'scaleoffset' },
  ...{ 32000: 'lzf', 32001: 'blosc', 32004: 'lz4', 32008: 'bitshuffle', 32015: 'zstd' },
};
/** Those that the library has. */
export const readableFilters = ['deflate', 'shuffle', 'fletcher32', 'nbit', 'scaleoffset'];
